# Reference case for predictions over time: the 1,945 visits of 312 patients of survival's `pbcseq` (Mayo clinic trial of
# primary biliary cirrhosis). Writes reference.csv, predictions.csv and expected.json beside itself. Plain loops that spell
# the definitions out, one patient and one visit after another; durations are counted day by day. Nothing here follows the
# program's own way of computing. Run: Rscript make-pbcseq.R   (R with the package survival)
suppressPackageStartupMessages(library(survival))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
visits <- pbcseq[order(pbcseq$id, pbcseq$day), ]
patients <- visits[!duplicated(visits$id), ]

# Death is the event, a transplant the treatment; both are at the end of follow-up. Two columns are made up, to try rules
# that the data do not: an onset 200 days before death, and a treatment on day 1,000 of every fourth patient.
ref <- data.frame(
  id = patients$id, sex = patients$sex, site = patients$id %% 25, start = 0, end = patients$futime,
  onset = ifelse(patients$status == 2, patients$futime, NA),
  transplant = ifelse(patients$status == 1, patients$futime, NA),
  onset_early = ifelse(patients$status == 2, patients$futime - 200, NA),
  treated = ifelse(patients$id %% 4 == 0 & patients$futime > 1000, 1000, NA),
  reference = ifelse(patients$status == 2, "dead", "alive"))
pred <- data.frame(id = visits$id, day = visits$day, seen = visits$day + visits$id %% 7, bili = visits$bili, albumin = visits$albumin, chol = visits$chol)
write.csv(ref, file.path(here, "reference.csv"), row.names = FALSE, quote = FALSE, na = "")
write.csv(pred, file.path(here, "predictions.csv"), row.names = FALSE, quote = FALSE, na = "")

outputs <- list(
  bili = list(column = "bili", positive = function(x) x >= 4, sign = 1),
  albumin = list(column = "albumin", positive = function(x) x <= 3, sign = -1),
  chol = list(column = "chol", positive = function(x) x >= 350, sign = 1))

scenarios <- list(
  plain = list(onset = "onset", treatment = "transplant", event = TRUE, treat = TRUE, horizon = 730, earliest = 730, latest = 30, refractory = 180, first = FALSE),
  first = list(onset = "onset", treatment = "transplant", event = TRUE, treat = TRUE, horizon = 365, earliest = 1095, latest = 0, refractory = 0, first = TRUE),
  goesOn = list(onset = "onset_early", treatment = "treated", event = FALSE, treat = TRUE, horizon = 500, earliest = 600, latest = 60, refractory = 365, first = FALSE),
  discharge = list(onset = "onset_early", treatment = NULL, event = TRUE, treat = FALSE, horizon = 1000, earliest = 1000, latest = 1, refractory = 30, first = FALSE))

one_patient <- function(p, s, o) {
  r <- ref[p, ]; v <- pred[pred$id == r$id, ]
  onset <- r[[s$onset]]
  stop_at <- r$end; open <- FALSE
  if (s$treat && !is.na(r[[s$treatment]])) if (r[[s$treatment]] <= stop_at) { stop_at <- r[[s$treatment]]; open <- TRUE }
  before <- !is.na(onset) && onset <= r$start
  after <- !is.na(onset) && onset > stop_at
  at_risk_event <- !is.na(onset) && !before && !after
  if (s$event && !is.na(onset) && onset <= stop_at) { stop_at <- onset; open <- TRUE }
  out <- list(before = before, after = after, n = nrow(v), never = stop_at <= r$start, event = FALSE)
  out$visits_before <- 0; out$visits_after <- 0; inside <- c()
  for (j in seq_len(nrow(v))) {
    t <- v$day[j]
    if (t < r$start) out$visits_before <- out$visits_before + 1
    else if (out$never || t > stop_at || (open && t == stop_at)) out$visits_after <- out$visits_after + 1
    else inside <- c(inside, j)
  }
  if (out$never) return(out)
  out$event <- at_risk_event
  out$exposure <- stop_at - r$start
  call <- o$positive(v[[o$column]])                                     # TRUE, FALSE, NA
  lead <- if (at_risk_event) onset - v$day else rep(NA, nrow(v))
  creditable <- function(j) !is.na(lead[j]) && lead[j] > 0 && lead[j] >= s$latest && lead[j] <= s$earliest
  due <- function(j) !is.na(lead[j]) && lead[j] > 0 && lead[j] <= s$horizon
  out$tp <- out$fp <- out$fn <- out$tn <- out$nocall <- 0
  for (j in inside) {
    if (is.na(call[j])) out$nocall <- out$nocall + 1
    else if (call[j] && due(j)) out$tp <- out$tp + 1
    else if (call[j]) out$fp <- out$fp + 1
    else if (due(j)) out$fn <- out$fn + 1
    else out$tn <- out$tn + 1
  }
  raised <- c()
  for (j in inside) {
    if (is.na(call[j]) || !call[j]) next
    if (s$first && length(raised) > 0) next
    blocked <- FALSE
    for (k in raised) if (v$day[j] - v$day[k] < s$refractory) blocked <- TRUE
    if (!blocked) raised <- c(raised, j)
  }
  out$raised <- length(raised); out$credited <- 0; out$early <- 0; out$late <- 0; out$without <- 0
  out$lead <- NA; out$ever <- FALSE; out$firstday <- NA
  for (j in raised) {
    if (creditable(j)) { out$credited <- out$credited + 1; if (is.na(out$lead)) out$lead <- lead[j] }
    else if (!is.na(lead[j]) && lead[j] > s$earliest) out$early <- out$early + 1
    else if (!is.na(lead[j]) && lead[j] > 0) out$late <- out$late + 1
    else out$without <- out$without + 1
    if (!at_risk_event || lead[j] > 0) { out$ever <- TRUE; if (is.na(out$firstday)) out$firstday <- v$day[j] - r$start }
  }
  out$watched <- (if (at_risk_event) onset else stop_at) - r$start
  # Day d stands for the time from d to d + 1.
  out$episodes <- 0; out$episodes_credited <- 0; in_episode <- rep(FALSE, stop_at)
  worth <- FALSE; running <- FALSE; from <- NA
  for (j in c(inside, NA)) {
    positive <- !is.na(j) && !is.na(call[j]) && call[j]
    if (positive && !running) { running <- TRUE; from <- v$day[j]; worth <- FALSE; out$episodes <- out$episodes + 1 }
    if (positive && creditable(j)) worth <- TRUE
    if (running && !positive) {
      until <- if (is.na(j)) stop_at else v$day[j]
      for (d in seq_len(stop_at) - 1) if (d >= from && d < until) in_episode[d + 1] <- TRUE
      if (worth) out$episodes_credited <- out$episodes_credited + 1
      running <- FALSE
    }
  }
  in_window <- rep(FALSE, stop_at)
  if (at_risk_event) for (d in seq_len(stop_at) - 1) in_window[d + 1] <- d >= onset - s$earliest && d < onset - s$latest
  out$episode_days <- sum(in_episode); out$creditable_days <- sum(in_window); out$covered_days <- sum(in_episode & in_window)
  out$delays <- (v$seen - v$day)[inside]
  scored <- inside[!is.na(v[[o$column]][inside])]
  out$scores <- v[[o$column]][scored]; out$due <- vapply(scored, due, TRUE)
  out$top <- if (length(scored)) { ok <- if (at_risk_event) lead[scored] > 0 else rep(TRUE, length(scored)); if (any(ok)) max(o$sign * out$scores[ok]) else NA } else NA
  out
}

ratio <- function(y, x, unit) {
  y <- tapply(y, unit, sum); x <- tapply(x, unit, sum)
  y <- y[x > 0]; x <- x[x > 0]; r <- sum(y) / sum(x); k <- length(x)
  list(value = r, se = sqrt(k / (k - 1) * sum((y - r * x)^2)) / sum(x))
}

# Obuchowski 1997: every due score against every other, placements summed over units.
obuchowski <- function(score, due, unit, sign) {
  a <- sign * score[due]; b <- sign * score[!due]; ua <- unit[due]; ub <- unit[!due]
  va <- vapply(a, function(x) mean((x > b) + 0.5 * (x == b)), 0); vb <- vapply(b, function(y) mean((a > y) + 0.5 * (a == y)), 0)
  area <- mean(va); units <- unique(unit); m <- length(a); n <- length(b)
  sa <- vapply(units, function(u) sum(va[ua == u] - area), 0); sb <- vapply(units, function(u) sum(vb[ub == u] - area), 0)
  ka <- length(unique(ua)); kb <- length(unique(ub)); k <- length(units)
  v <- ka / (ka - 1) * sum(sa^2) / m^2 + kb / (kb - 1) * sum(sb^2) / n^2 + 2 * k / (k - 1) * sum(sa * sb) / (m * n)
  list(value = area, se = sqrt(v))
}

evaluate <- function(s, o, by_site) {
  all <- lapply(seq_len(nrow(ref)), one_patient, s = s, o = o)
  risk <- Filter(function(x) !x$never, all)
  rows <- which(!vapply(all, function(x) x$never, TRUE))
  get <- function(name) vapply(risk, function(x) as.numeric(x[[name]]), 0)
  unit <- if (by_site) ref$site[rows] else ref$id[rows]
  ev <- get("event"); detected <- as.numeric(!is.na(get("lead"))); ex <- get("exposure")
  raised <- get("raised"); cred <- get("credited"); false <- raised - cred
  z <- qnorm(0.975); zero <- rep(0, length(risk))
  fa <- ratio(false, ex, unit)
  leads <- sort(ifelse(ev == 1 & is.na(get("lead")), -Inf, get("lead"))[ev == 1])
  first <- get("firstday"); watched <- get("watched")
  km <- survfit(Surv(ifelse(is.na(first), watched, first), !is.na(first)) ~ 1)
  med <- unname(summary(km)$table["median"])
  steps <- km$n.event > 0
  score <- unlist(lapply(risk, `[[`, "scores")); due <- unlist(lapply(risk, `[[`, "due"))
  su <- rep(unit, vapply(risk, function(x) length(x$scores), 0L))
  share <- function(y, x) c(ratio(y, x, unit), list(x = sum(y), of = sum(x)))
  top <- get("top"); ok <- !is.na(top)
  wins <- 0; for (a in top[ok & ev == 1]) wins <- wins + sum(a > top[ok & ev == 0]) + 0.5 * sum(a == top[ok & ev == 0])
  lm <- if (length(leads)) mean(leads[c(floor((length(leads) + 1) / 2), ceiling((length(leads) + 1) / 2))]) else NA
  list(
    flow = list(
      predictions = list(beforeStart = sum(vapply(all, `[[`, 0, "visits_before")), atRisk = sum(get("tp") + get("fp") + get("fn") + get("tn") + get("nocall")),
        afterAtRisk = sum(vapply(all, `[[`, 0, "visits_after")), withoutCall = sum(get("nocall"))),
      neverAtRisk = length(all) - length(risk),
      events = list(atRisk = sum(ev), detected = sum(detected), beforeStart = sum(vapply(all, `[[`, TRUE, "before")), afterAtRisk = sum(vapply(all, `[[`, TRUE, "after"))),
      alerts = list(raised = sum(raised), credited = sum(cred), tooEarly = sum(get("early")), tooLate = sum(get("late")), withoutEvent = sum(get("without"))),
      episodes = list(total = sum(get("episodes")), credited = sum(get("episodes_credited"))),
      singly = list(tp = sum(get("tp")), fp = sum(get("fp")), fn = sum(get("fn")), tn = sum(get("tn"))),
      everAlerted = list(tp = sum(ev == 1 & get("ever")), fp = sum(ev == 0 & get("ever")), fn = sum(ev == 1 & !get("ever")), tn = sum(ev == 0 & !get("ever"))),
      exposureDays = sum(ex)),
    shares = list("event-sensitivity" = share(detected, ev), "alert-ppv" = share(cred, raised), "episode-ppv" = share(get("episodes_credited"), get("episodes")),
      "prediction-sensitivity" = share(get("tp"), get("tp") + get("fn")), "prediction-specificity" = share(get("tn"), get("tn") + get("fp")),
      "prediction-ppv" = share(get("tp"), get("tp") + get("fp")), "prediction-npv" = share(get("tn"), get("tn") + get("fn"))),
    exactEventSensitivity = as.numeric(binom.test(sum(detected), sum(ev))$conf.int),
    falseAlarms = list(value = fa$value, se = fa$se, lower = fa$value * exp(-z * fa$se / fa$value), upper = fa$value * exp(z * fa$se / fa$value),
      poisson = as.numeric(poisson.test(sum(false), sum(ex))$conf.int)),
    alertsPer1000 = ratio(raised, ex / 1000, unit), alertsPer100 = ratio(raised, zero + 1 / 100, unit),
    durationSensitivity = ratio(get("covered_days"), get("creditable_days"), unit), durationPpv = ratio(get("covered_days"), get("episode_days"), unit),
    leadMedian = if (is.finite(lm)) lm else "undetected", timeToAlertMedian = if (is.na(med)) "undetected" else med,
    curve = list(time = km$time[steps], alerted = 1 - km$surv[steps]),
    delayMedian = median(unlist(lapply(risk, `[[`, "delays"))),
    auroc = obuchowski(score, due, su, o$sign),
    panelAuroc = wins / (sum(ok & ev == 1) * sum(ok & ev == 0)))
}

json <- function(x) {
  if (is.list(x)) return(paste0("{", paste(sprintf('"%s":%s', names(x), vapply(x, json, "")), collapse = ","), "}"))
  if (is.character(x)) return(sprintf('"%s"', x))
  text <- formatC(as.numeric(x), digits = 17, format = "g"); text <- trimws(text)
  if (length(x) == 1) text else paste0("[", paste(text, collapse = ","), "]")
}
cases <- list()
for (name in names(scenarios)) for (out in names(outputs)) {
  s <- scenarios[[name]]
  cases[[paste(name, out, sep = "/")]] <- evaluate(s, outputs[[out]], FALSE)
}
cases[["plain/bili/site"]] <- evaluate(scenarios$plain, outputs$bili, TRUE)
parts <- vapply(names(cases), function(n) sprintf('"%s":%s', n, json(cases[[n]])), "")
writeLines(paste0("{\n", paste(parts, collapse = ",\n"), "\n}"), file.path(here, "expected.json"))
cat(nrow(visits), "visits,", nrow(patients), "patients; survival", as.character(packageVersion("survival")), "\n")
