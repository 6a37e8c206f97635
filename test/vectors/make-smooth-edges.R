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
number <- function(v, form = "%.15g") paste0("[", paste(sprintf(form, v), collapse = ","), "]")
quiet <- function(f) {
  bad <- FALSE
  value <- withCallingHandlers(tryCatch(f, error = function(e) { bad <<- TRUE; NULL }), warning = function(w) { bad <<- TRUE; invokeRestart("muffleWarning") })
  if (bad) NULL else value
}
at <- function(x, fitted) fitted[match(sort(unique(x)), x)]
rows <- character(0)
for (name in names(samples)) {
  # As they are written, so that both read the same doubles.
  x <- sort(as.numeric(sprintf("%.15g", samples[[name]])))
  y <- outcome(x)
  curves <- character(0)
  add <- function(kind, share, cell, fitted) {
    if (is.null(fitted) || any(!is.finite(fitted))) return(invisible())
    curves <<- c(curves, sprintf('   {"kind": "%s", "share": %.17g, "cell": %.17g, "fitted": %s}', kind, share, cell, number(at(x, fitted), "%.13g")))
  }
  for (share in c(0.2, 2 / 3, 1)) add("lowess", share, 0, lowess(x, ave(y, x), f = share, iter = 0, delta = 0.01 * diff(range(x)))$y)
  if (length(unique(x)) >= 15) {
    for (share in c(0.4, 0.75)) for (cell in c(0.2, 0.05)) {
      add("loess-interpolate", share, cell, quiet(fitted(loess(y ~ x, span = share, control = loess.control(cell = cell)))))
    }
    for (share in c(0.4, 1)) add("loess-direct", share, 0, quiet(fitted(loess(y ~ x, span = share, control = loess.control(surface = "direct")))))
  }
  rows <- c(rows, sprintf(' {"name": "%s",\n  "x": %s,\n  "y": %s,\n  "curves": [\n%s\n  ]}', name, number(x), number(y), paste(curves, collapse = ",\n")))
}
writeLines(c("[", paste(rows, collapse = ",\n"), "]"), "test/vectors/smooth-edges.json")
