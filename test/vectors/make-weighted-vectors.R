# Reference values for weighted and incompletely verified studies: test/vectors/weighted.json.
#   Rscript test/vectors/make-weighted-vectors.R > test/vectors/weighted.json
# Base R only. Every variance is brute-forced: the estimator is written as a function of how often each row occurs, and
# its derivative with respect to each of these numbers is taken by central differences; no formula of the program is used.
set.seed(20240607)
n <- 240
cluster <- sample(0:59, n, replace = TRUE)
effect <- rnorm(60, 0, 0.7)[cluster + 1]
weight <- round(runif(n, 0.5, 4), 2)
present <- rbinom(n, 1, plogis(-0.8 + effect))
score <- round(plogis(-1 + 1.6 * present + effect + rnorm(n)), 2)
second <- round(plogis(-1 + 1.1 * present + effect + rnorm(n)), 2)
called <- as.integer(score >= 0.4)
verified <- rbinom(n, 1, ifelse(called == 1, 0.9, 0.35))

pairs <- function(s, w, y) {
  i <- which(y == 1); j <- which(y == 0)
  kernel <- outer(s[i], s[j], function(a, b) (a > b) + 0.5 * (a == b))
  ww <- outer(w[i], w[j])
  sum(ww * kernel) / sum(ww)
}
ratio <- function(w, hit, of) sum(w * hit * of) / sum(w * of)
fit <- function(w, x, y, slope) {
  a <- 0; b <- if (slope) 0 else 1
  for (k in 1:100) {
    p <- plogis(a + b * x); r <- w * (y - p); v <- w * p * (1 - p)
    if (!slope) { step <- sum(r) / sum(v); a <- a + step; if (abs(step) < 1e-15) break }
    else {
      m <- matrix(c(sum(v), sum(v * x), sum(v * x), sum(v * x * x)), 2); s <- solve(m, c(sum(r), sum(r * x)))
      a <- a + s[1]; b <- b + s[2]; if (max(abs(s)) < 1e-15) break
    }
  }
  if (slope) b else a
}
x <- qlogis(pmin(1 - 1e-10, pmax(1e-10, score)))

# The same estimators of multiplicities m, under weights alone (everybody verified) and with fractions verified.
estimators <- list(
  sensitivity = function(w, y) ratio(w, called, y == 1),
  specificity = function(w, y) ratio(w, 1 - called, y == 0),
  ppv = function(w, y) ratio(w, y, called == 1),
  npv = function(w, y) ratio(w, 1 - y, called == 0),
  auroc = function(w, y) pairs(score, w, y),
  aurocDifference = function(w, y) pairs(score, w, y) - pairs(second, w, y),
  sensitivityDifference = function(w, y) ratio(w, called - (second >= 0.4), y == 1),
  calibrationIntercept = function(w, y) fit(w, x, y, FALSE),
  calibrationSlope = function(w, y) fit(w, x, y, TRUE),
  logObservedExpected = function(w, y) log(sum(w * y) / sum(w * score)),
  youden = function(w, y) ratio(w, called, y == 1) + ratio(w, 1 - called, y == 0) - 1,
  logLrPositive = function(w, y) log(ratio(w, called, y == 1) / ratio(w, called, y == 0)),
  brier = function(w, y) sum(w * (score - y)^2) / sum(w)
)
weightsOf <- function(m, design) {
  d <- m * weight
  if (design == "weighted") return(d)
  if (design == "plain-verification") d <- m
  v <- d * verified
  for (s in 0:1) v[called == s] <- v[called == s] * sum(d[called == s]) / sum(v[called == s])
  v
}
contributions <- function(f, design) {
  value <- function(m) f(weightsOf(m, design), present)
  sapply(1:n, function(i) {
    h <- 1e-4; up <- down <- rep(1, n); up[i] <- 1 + h; down[i] <- 1 - h
    (value(up) - value(down)) / (2 * h)
  })
}
out <- function(design) {
  lapply(estimators, function(f) {
    z <- contributions(f, design)
    k <- rowsum(z, cluster)[, 1]
    list(value = f(weightsOf(rep(1, n), design), present), sumOfSquares = sum(z^2), clusterSumOfSquares = sum(k^2))
  })
}
json <- function(v) {
  if (is.list(v)) paste0("{", paste0("\"", names(v), "\": ", sapply(v, json), collapse = ",\n"), "}")
  else if (length(v) > 1) paste0("[", paste(sapply(v, json), collapse = ","), "]")
  else if (is.character(v)) paste0("\"", v, "\"")
  else sprintf("%.17g", v)
}

# Begg & Greenes 1983, closed form on a 2 x 2 x verified table: logit sensitivity by the delta method.
bg <- list(positive = 200, negative = 800, a = 90, b = 60, c = 10, d = 150)
se <- with(bg, positive * a / (a + b) / (positive * a / (a + b) + negative * c / (c + d)))
sp <- with(bg, negative * d / (c + d) / (negative * d / (c + d) + positive * b / (a + b)))
between <- with(bg, (positive + negative) / (positive * negative))
bg$sensitivity <- se
bg$sensitivityVariance <- (se * (1 - se))^2 * with(bg, between + b / (a * (a + b)) + d / (c * (c + d)))
bg$specificity <- sp
bg$specificityVariance <- (sp * (1 - sp))^2 * with(bg, between + a / (b * (a + b)) + c / (d * (c + d)))

cat(json(list(
  source = "test/vectors/make-weighted-vectors.R, base R; variances by numerical derivatives of the estimators",
  data = list(cluster = cluster, weight = weight, present = present, score = score, second = second, verified = verified),
  threshold = 0.4,
  weighted = out("weighted"),
  verification = out("plain-verification"),
  both = out("both"),
  beggGreenes = bg
)), "\n")
