# Writes smooth-edges.json: curves of R's lowess and loess where scores tie, crowd, lie far apart or are not within 0 and 1.
#
#   Rscript test/vectors/make-smooth-edges.R        (R 4.2, base)
#
# lowess is given each score's mean outcome: what the rule LOW-1 says of a window that begins within equal scores. A curve
# that R says is near to singular is left out.
set.seed(4)
outcome <- function(x) as.numeric(runif(length(x)) < plogis(3 * (x - median(x)) / (diff(range(x)) + 1e-9)))
samples <- list(
  three = c(0.2, 0.2, 0.5, 0.9), four = c(0.1, 0.3, 0.6, 0.8, 0.8, 0.8), gap = c(rep(0.5, 30), 0.1, 0.9, 0.95),
  crowd = c(0.5 + 1e-3 * (0:11), 0, 1, 2, 3), far = c(10 + (1:8) / 100, 11, 12), below = c(-2, -1.5, -1.5, -1, -0.2, 0, 0.7, 3),
  twice = c(rep(0.3, 9), rep(0.7, 9), 0.31, 0.69), even = (1:25) / 26, tenths = round(rbeta(90, 2, 3), 1), logits = round(rnorm(70), 1),
  spread = round(rbeta(60, 2, 3), 6), hundredths = round(rbeta(220, 1, 4), 2), skew = round(rexp(90) ^ 3, 6), dense = c(0.4 + 1e-4 * (1:40), (1:20) / 21),
  heavy = c(rep(0.25, 60), rep(0.26, 60), (1:30) / 31), ends = c(rep(0, 40), rep(1, 40), (1:24) / 25), large = 1000 + round(rnorm(70), 2),
  negative = -round(rexp(50), 4), many = round(runif(400) * 40) / 40
)
# Found by planting errors: windows, cuts and steps that most samples never come to.
seldom <- list(
  seldom1 = list(x = c(0.025, 0.1, 0.175, 0.175, 0.175, 0.175, 0.175, 0.175, 0.2, 0.375, 0.8, 0.925, 30), y = "0000001111010"),
  seldom2 = list(x = c(0, 0, 0, 0, 0, 0, 0.506, 0.506, 0.506, 0.507), y = "0000110110"),
  seldom3 = list(x = c(-0.325, -0.3, 30), y = "010"),
  seldom4 = list(x = c(-1, -1, -1, -1, -1, -0.95, -0.85, -0.25, -0.25, -0.25, -0.25, -0.25, -0.25, 30), y = "01111100011111"),
  seldom5 = list(x = c(0, 0.1, 0.2, 0.2, 0.3, 0.3, 0.7, 0.9, 0.9, 30), y = "0000010010"),
  seldom6 = list(x = c(-5, 0, 0.025, 0.15, 0.175, 0.225, 0.275, 0.4, 0.5, 0.5, 0.6, 0.875, 0.9, 0.9, 0.925, 0.925, 0.95, 0.975), y = "110011110101110101"),
  seldom7 = list(x = c(3, 3.025, 3.025, 3.025, 3.075, 3.075, 3.075, 3.175, 3.2, 3.2, 3.2, 3.225, 3.25, 3.3, 3.375, 3.425, 3.45, 3.45, 3.5, 3.525, 3.525, 3.55, 3.55, 3.55, 3.575, 3.6, 3.675, 3.675, 3.9, 3.975), y = "001100100011011100001111110101"),
  seldom8 = list(x = c(3.075, 3.2, 3.225, 3.225, 3.225, 3.35, 3.375, 3.375, 3.425, 3.55, 3.575, 3.575, 3.575, 3.6, 3.625, 3.625, 3.675, 3.7, 3.825, 3.875, 3.9, 3.925, 3.95, 3.975, 3.975), y = "0000010111011000000100001"),
  seldom9 = list(x = c(0.01, 0.124, 0.145, 0.146, 0.191, 0.199, 0.211, 0.232, 0.235, 0.305, 0.398, 0.41, 0.427, 0.433, 0.435, 0.461, 0.466, 0.513, 0.57, 0.581, 0.64, 0.641, 0.686, 0.787, 0.846, 0.872, 0.928, 0.96, 0.977, 0.977, 0.977, 0.977, 0.977, 0.977, 0.977, 0.977), y = "000010110010000000101111101000011111"),
  seldom10 = list(x = c(0, 0, 0, 0, 0.05, 0.15, 0.2, 0.3, 0.35, 0.4, 0.4, 0.55, 0.65, 0.7, 0.75, 0.8, 0.8, 0.85, 0.9, 0.9, 0.9, 0.95, 30), y = "00000001011001011100110"),
  seldom11 = list(x = c(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2, 0.2, 0.3, 0.3, 0.35, 0.35, 0.4, 0.4, 0.45, 0.45, 0.5, 0.65, 0.75, 0.75, 0.8, 0.85, 0.9, 0.95, 30), y = "000000000001110010100101110011010101011"),
  narrow = list(x = 1000 + (0:19) * 1e-9, y = "00101101000111011011"), mirrored = list(x = -1000 + (0:19) * 1e-9, y = "00101101000111011011"),
  tiny = list(x = ((0:19) - 3) * 1e-32, y = "00101101000111011011")
)
number <- function(v, form = "%.15g") paste0("[", paste(sprintf(form, v), collapse = ","), "]")
quiet <- function(f) {
  bad <- FALSE
  value <- withCallingHandlers(tryCatch(f, error = function(e) { bad <<- TRUE; NULL }), warning = function(w) { bad <<- TRUE; invokeRestart("muffleWarning") })
  if (bad) NULL else value
}
at <- function(x, fitted) fitted[match(sort(unique(x)), x)]
rows <- character(0)
for (name in c(names(samples), names(seldom))) {
  given <- seldom[[name]]
  # As they are written, so that both read the same doubles.
  x <- sort(as.numeric(sprintf("%.15g", if (is.null(given)) samples[[name]] else given$x)))
  y <- if (is.null(given)) outcome(x) else as.numeric(strsplit(given$y, "")[[1]])
  curves <- character(0)
  add <- function(kind, share, cell, fitted) {
    if (is.null(fitted) || any(!is.finite(fitted))) return(invisible())
    curves <<- c(curves, sprintf('   {"kind": "%s", "share": %.17g, "cell": %.17g, "fitted": %s}', kind, share, cell, number(at(x, fitted), "%.13g")))
  }
  # Its sums are not taken from a middle: with scores so far from 0 and so near each other it has no digits left.
  if (diff(range(x)) > 1e-9 * max(abs(x))) for (share in c(0.2, 2 / 3, 1)) add("lowess", share, 0, lowess(x, ave(y, x), f = share, iter = 0, delta = 0.01 * diff(range(x)))$y)
  if (length(unique(x)) >= 15) {
    for (share in c(0.4, 0.75)) for (cell in c(0.2, 0.05)) {
      add("loess-interpolate", share, cell, quiet(fitted(loess(y ~ x, span = share, control = loess.control(cell = cell)))))
    }
    for (share in c(0.4, 1)) add("loess-direct", share, 0, quiet(fitted(loess(y ~ x, span = share, control = loess.control(surface = "direct")))))
  }
  rows <- c(rows, sprintf(' {"name": "%s",\n  "x": %s,\n  "y": %s,\n  "curves": [\n%s\n  ]}', name, number(x), number(y), paste(curves, collapse = ",\n")))
}
writeLines(c("[", paste(rows, collapse = ",\n"), "]"), "test/vectors/smooth-edges.json")
