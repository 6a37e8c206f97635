import { z } from 'zod'

/** What every part of the protocol is spelled with. */
export const id = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,39}$/, 'a letter, then letters, digits, _ . -; at most 40')
export const text = z.string().trim().min(1).max(4000)
export const shortText = z.string().trim().min(1).max(200)
export const columnName = z.string().min(1).max(200)

export const proportionMethods = ['clopper-pearson', 'wilson', 'agresti-coull', 'jeffreys'] as const
