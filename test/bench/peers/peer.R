# The same work in R: peer.R TASK FILE REPEATS [REPLICATES] prints {"ms": [...], "check": {...}, "peakMb": n}.
# Reading the file is not timed. Packages of Debian: r-base, r-cran-proc, r-cran-data.table.
suppressMessages({
  library(data.table)
  library(pROC)
})
given <- commandArgs(TRUE)
task <- given[1]
repeats <- as.integer(given[3])
replicates <- if (length(given) > 3) as.integer(given[4]) else 0L
data <- fread(given[2], showProgress = FALSE)

curve <- function(label, score) roc(label, score, levels = c(0, 1), direction = "<", quiet = TRUE)

area <- function(label, score) {
  bounds <- as.numeric(ci.auc(curve(label, score), method = "delong"))
  list(auroc = bounds[2], lower = bounds[1], upper = bounds[3])
}

average_precision <- function(label, score) {
  by_score <- order(-score)
  hits <- cumsum(label[by_score])
  last <- !duplicated(score[by_score], fromLast = TRUE)
  precision <- (hits / seq_along(hits))[last]
  recall <- (hits / sum(label))[last]
  sum(diff(c(0, recall)) * precision)
}

one_group <- function(part) {
  label <- part$label
  score <- part$score
  linear <- qlogis(score)
  precise <- list(epsilon = 1e-14)
  found <- area(label, score)
  found$averagePrecision <- average_precision(label, score)
  found$brier <- mean((score - label)^2)
  found$slope <- unname(coef(glm(label ~ linear, family = binomial, control = precise))[2])
  found$intercept <- unname(coef(glm(label ~ 1, offset = linear, family = binomial, control = precise))[1])
  call <- score >= 0.1
  cells <- c(tp = sum(call & label == 1), fp = sum(call & label == 0), fn = sum(!call & label == 1), tn = sum(!call & label == 0))
  rates <- list(
    sensitivity = c(cells["tp"], cells["tp"] + cells["fn"]), specificity = c(cells["tn"], cells["tn"] + cells["fp"]),
    ppv = c(cells["tp"], cells["tp"] + cells["fp"]), npv = c(cells["tn"], cells["tn"] + cells["fn"])
  )
  for (name in names(rates)) {
    rate <- unname(rates[[name]])
    found[[paste0(name, "Exact")]] <- binom.test(rate[1], rate[2])$conf.int[1]
    found[[paste0(name, "Wilson")]] <- prop.test(rate[1], rate[2], correct = FALSE)$conf.int[1]
  }
  found
}

panel <- function() {
  groups <- list(all = one_group(data))
  for (column in c("site", "device", "sex")) {
    for (level in unique(data[[column]])) groups[[paste0(column, "=", level)]] <- one_group(data[data[[column]] == level])
  }
  groups[["age<65"]] <- one_group(data[age < 65])
  groups[["age>=65"]] <- one_group(data[age >= 65])
  all <- groups$all
  names(all) <- paste0("all.", names(all))
  areas <- lapply(groups, function(group) group$auroc)
  names(areas) <- paste0(names(groups), ".auroc")
  c(all[names(all) != "all.auroc"], areas)
}

resampled <- function() {
  set.seed(1)
  bounds <- as.numeric(ci.auc(curve(data$label, data$score), method = "bootstrap", boot.n = replicates, boot.stratified = TRUE, progress = "none"))
  list(lower = bounds[1], upper = bounds[3])
}

work <- switch(task, area = function() area(data$label, data$score), panel = panel, bootstrap = resampled)
times <- numeric(repeats)
for (i in seq_len(repeats)) {
  begun <- proc.time()[["elapsed"]]
  check <- work()
  times[i] <- (proc.time()[["elapsed"]] - begun) * 1000
}
status <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
peak <- as.numeric(gsub("[^0-9]", "", status)) / 1024
pairs <- paste0("\"", names(check), "\":", sprintf("%.15g", unlist(check)), collapse = ",")
cat(sprintf("{\"ms\":[%s],\"check\":{%s},\"peakMb\":%f}\n", paste(sprintf("%.3f", times), collapse = ","), pairs, peak))
