import type { Block } from '../../../../shared/report/tree.ts'
import { SceneView } from '../../../figures/SceneView.tsx'
import { Banner, KeyValues } from '../../../kit/index.ts'
import { ConclusionView } from './ConclusionView.tsx'
import { TableBlock } from './TableBlock.tsx'
import { VerdictCardView } from './VerdictCardView.tsx'
import './blocks.css'

/** Opens the explanation of a number; without it numbers are plain text. */
export type OpenEstimate = ((estimateId: string) => void) | undefined

interface BlocksProps {
  readonly blocks: readonly Block[]
  readonly open?: OpenEstimate
  /** The report's heading level that stands right under the screen's second level. */
  readonly firstLevel?: 1 | 2
}

/** The report's blocks on the screen: the same tree that is printed. Sits under a heading of level 2. */
export const Blocks = ({ blocks, open, firstLevel = 1 }: BlocksProps) => (
  <div className="blocks">
    {blocks.map((block, index) => (
      <BlockView key={index} block={block} open={open} firstLevel={firstLevel} />
    ))}
  </div>
)

interface BlockProps {
  readonly block: Block
  readonly open: OpenEstimate
  readonly firstLevel: 1 | 2
}

function BlockView({ block, open, firstLevel }: BlockProps) {
  switch (block.kind) {
    case 'title':
      return <TitleBlock block={block} />
    case 'heading':
      return block.level <= firstLevel ? (
        <h3 className={`block-heading block-heading-${block.level}`}>{block.text}</h3>
      ) : (
        <h4 className="block-heading block-heading-2">{block.text}</h4>
      )
    case 'paragraph':
      return <p className={block.tone === 'muted' ? 'muted' : ''}>{block.text}</p>
    case 'list':
      return (
        <ul>
          {block.items.map((item, index) => (
            <li key={index}>{item}</li>
          ))}
        </ul>
      )
    case 'keyValues':
      return <KeyValues items={block.rows.map(({ key, value }) => [key, value])} />
    case 'table':
      return <TableBlock table={block} open={open} />
    case 'figures':
      return <FiguresBlock block={block} open={open} />
    case 'conclusion':
      return <ConclusionView conclusion={block.conclusion} title={block.word} sentence={block.sentence} level={3} />
    case 'verdictCards':
      return (
        <div className="verdict-cards">
          {block.cards.map((card) => (
            <VerdictCardView key={card.endpointId} card={card} open={open} />
          ))}
        </div>
      )
    case 'note':
      return (
        <Banner tone={block.tone === 'plain' ? 'info' : 'warning'}>
          <strong>{block.title}</strong> {block.text}
        </Banner>
      )
    case 'pageBreak':
      return <hr className="page-break" />
    case 'signatureBlocks':
      return <SignatureBlocks block={block} />
  }
}

type BlockOf<Kind extends Block['kind']> = Extract<Block, { readonly kind: Kind }>

const TitleBlock = ({ block }: { readonly block: BlockOf<'title'> }) => (
  <div>
    <h3 className="block-title">{block.title}</h3>
    <p className="block-subtitle">{block.subtitle}</p>
    <p className="muted small">{block.facts.join(' · ')}</p>
  </div>
)

const FiguresBlock = ({ block, open }: { readonly block: BlockOf<'figures'>; readonly open: OpenEstimate }) => (
  <div className="figure-row">
    {block.items.map((figure, index) => (
      <figure key={index} className="figure">
        <SceneView scene={figure.scene} {...(open ? { onSelect: open } : {})} />
        <figcaption className="small muted">{figure.caption}</figcaption>
      </figure>
    ))}
  </div>
)

const SignatureBlocks = ({ block }: { readonly block: BlockOf<'signatureBlocks'> }) => (
  <div className="signature-blocks">
    {block.blocks.map((each) => (
      <div key={each.name} className="signature-block">
        <strong>{each.title}</strong>
        <span className="muted small">{each.meaning}</span>
      </div>
    ))}
  </div>
)
