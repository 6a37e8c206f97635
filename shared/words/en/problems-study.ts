import type { ProblemWords } from './problem-words.ts'

/** Protocol, order of work, cohort and evaluation. */
export const studyProblems = {
  'protocol/not-json': {
    sentence: 'The protocol is not valid JSON ({detail|it cannot be parsed}).',
    advice: 'Correct the text at this place. A comma or a quotation mark too many or too few is the usual cause.',
  },
  'protocol/duplicate-key': {
    sentence: 'The key “{key|of this entry}” appears twice in one object.',
    advice: 'Keep one of them. Programs differ in which one they read.',
  },
  'protocol/shape': {
    sentence: 'This part of the protocol is not as it must be: {detail|its form is wrong}.',
    advice: 'Compare it with the example in the README and with the published schema.',
  },
  'protocol/unknown-key': {
    sentence: 'The protocol has the key “{key|of this entry}”, which is not defined.',
    advice: 'Correct its spelling or remove it. Unknown keys are never ignored, because they may be meant to change something.',
  },
  'protocol/unknown-version': {
    sentence: 'This version of the protocol format ({found|unknown}) is not known here.',
    advice: 'Use version 1, or a newer version of Probity.',
  },
  'protocol/duplicate-id': {
    sentence: 'The id “{id|of this entry}” is used twice.',
    advice: 'Give each entry an id of its own.',
  },
  'protocol/unknown-reference': {
    sentence: 'The protocol refers to “{id|an entry}”, which it does not define.',
    advice: 'Correct the id, or define what it refers to.',
  },
  'protocol/impossible-criterion': {
    sentence: 'This acceptance criterion makes no sense: {detail|it cannot be judged}.',
    advice: 'A lower bound is compared with ≥ or >, an upper bound with ≤ or <, and the goal lies where the quantity can lie.',
  },
  'protocol/not-available-for-output': {
    sentence: 'This cannot be computed for the output: {detail|it lacks what is needed}.',
    advice: 'Without a score there is no ROC curve; without a probability there is no calibration and no Brier score.',
  },
  'protocol/success-rule': {
    sentence: 'The success rule does not hold together: {detail|an endpoint is wrong}.',
    advice: 'It names primary endpoints of the protocol, each once, and no endpoint is both required and gatekept.',
  },
  'protocol/subgroup': {
    sentence: 'This subgroup is not usable: {detail|its levels are wrong}.',
    advice: 'Edges of bands ascend, each level appears once, and a pair joins two different subgroups.',
  },
  'protocol/threshold-out-of-range': {
    sentence: 'The operating threshold {threshold|given here} lies outside the range of its score.',
    advice: 'Correct the threshold or the range of the score.',
  },
  'protocol/no-such-column': {
    sentence: 'The protocol needs a column “{column|of this name}”, which the data do not have.',
    advice: 'Map the column as a covariate when the reference data are imported, or correct the name in the protocol.',
  },
  'protocol/column-kind': {
    sentence: 'The protocol needs {expected|another kind of value} in the column “{column|of this name}”; the data hold {found|something else}.',
    advice: 'Map the column as the other kind when the reference data are imported, or correct the protocol.',
  },
  'protocol/goal-cannot-be-met': {
    sentence: 'With this many examinations the criterion cannot be met, whatever the device does ({detail|the interval is too wide}).',
    advice: 'Plan more examinations, or state why the criterion is kept.',
  },
  'protocol/not-built-yet': {
    sentence: 'The protocol asks for something this version cannot do: {detail|it is not built}.',
    advice: 'Leave it out, or use a version of Probity that has it.',
  },
  'protocol/planning-differs': {
    sentence: 'The sample size section is not what its own assumptions give with this version ({detail|the answers differ}).',
    advice: 'Compute the sample size again and put it into the protocol, or say in the notes where the numbers come from.',
  },
  'planning/not-valid': {
    sentence: 'The sample size plan is not complete: {detail|its form is wrong}.',
    advice: 'Correct this entry; every assumption must be stated.',
  },
  'protocol/onset-not-sealed': {
    sentence: 'The column “{column|of the onset}” tells who had the event, and it is not sealed with the reference standard.',
    advice: 'Import the reference data again and tick “sealed” for this column; the file itself stays as it is.',
  },
  'protocol/sampling-needs-correction': {
    sentence: 'The sample does not stand for the people the device is for, and the protocol does not say how its numbers allow for that: {detail|nothing is stated}.',
    advice: 'State the prevalence of the intended use for an enriched sample, or the column of weights for a weighted one.',
  },
  'protocol/verification-needs-correction': {
    sentence:
      'Not every examination gets the reference standard, so that sensitivity and specificity among the verified alone would be biased: {detail|nothing is stated}.',
    advice: 'Name the call that decided who is verified and choose Begg-Greenes, or name a column of known probabilities and choose inverse probability.',
  },
  'order/intended-use-not-approved': {
    sentence: 'The intended use is not approved yet.',
    advice: 'Approve the intended use first; everything else is judged against it.',
  },
  'order/protocol-not-locked': {
    sentence: 'The protocol is not locked yet.',
    advice: 'Lock the protocol first, so that nobody can fit it to the results.',
  },
  'order/no-dataset': {
    sentence: 'No reference data have been imported yet.',
    advice: 'Import the reference data first.',
  },
  'order/cohort-not-frozen': {
    sentence: 'The cohort is not frozen yet.',
    advice: 'Freeze the cohort first.',
  },
  'order/predictions-not-sealed': {
    sentence: 'No predictions have been sealed yet.',
    advice: 'Import the predictions of the release under test first.',
  },
  'order/already-locked': {
    sentence: 'This is locked and cannot be changed.',
    advice: 'Make a new version. The locked one stays as it is.',
  },
  'order/already-frozen': {
    sentence: 'The cohort is frozen and cannot be changed.',
    advice: 'A correction needs a new version of the data and a new cohort.',
  },
  'order/already-unblinded': {
    sentence: 'The reference standard has been opened; {what|this} can no longer be changed.',
    advice: 'What was settled before unblinding stays. A change is a new version and is marked as made after unblinding.',
  },
  'order/no-evaluation': {
    sentence: 'There is no completed evaluation yet.',
    advice: 'Run the evaluation first.',
  },
  'order/no-report': {
    sentence: 'There is no report yet.',
    advice: 'Review the results and prepare the report first.',
  },
  'order/already-signed': {
    sentence: 'This has already been signed with this meaning.',
    advice: 'Nothing needs to be done.',
  },
  'order/evaluation-running': {
    sentence: 'An evaluation is running.',
    advice: 'Wait until it has ended, or cancel it.',
  },
  'order/evaluation-behind-lock': {
    sentence: 'An evaluation is still running behind the lock.',
    advice: 'Wait until it has ended: its result is sealed then, and signing in is possible again.',
  },
  'order/stale-report': {
    sentence: 'What would be signed is not what was shown: the results or the report have changed meanwhile.',
    advice: 'Read the report again as it is now, and sign it then.',
  },
  'order/confirmation-mismatch': {
    sentence: 'What was typed to confirm is not “{expected|the name asked for}”.',
    advice: 'Type the name exactly as it is shown.',
  },
  'order/incomplete': {
    sentence: 'Something required is still missing: {missing,what|see the marked fields}.',
    advice: 'Fill it in and try again.',
  },
  'cohort/empty': {
    sentence: 'The rules leave no examination in the cohort.',
    advice: 'Look in the flow diagram for the rule that removes too many, and check how its values are written in the data.',
  },
  'cohort/rule-column': {
    sentence: 'The rule “{rule|}” cannot be applied to the column “{column|of this name}”: {reason|the column does not fit}.',
    advice: 'Map the column when the reference data are imported, as the kind that the rule needs, or correct the rule.',
  },
  'evaluation/times-missing': {
    sentence: 'Examinations without a time in the column “{column|of a time}”: {n|some}.',
    advice: 'Every examination needs the beginning and the end of its observation, and every prediction its time. Complete them, or exclude those examinations by a rule of the cohort.',
  },
  'evaluation/times-not-instants': {
    sentence: 'Examinations whose value in the column “{column|of a time}” is no date and time: {n|some}.',
    advice: 'Write times as 2024-05-31T14:05 with or without an offset from UTC, or change the protocol to numbers.',
  },
  'evaluation/end-before-start': {
    sentence: 'Examinations that end before they begin: {n|some}.',
    advice: 'Correct the beginning and the end of observation in the reference data.',
  },
  'evaluation/onset-disagrees': {
    sentence: 'The reference standard and the onset disagree: {presentWithout|some} examinations with the target condition have no onset, {absentWith|some} without it have one.',
    advice: 'An event needs its onset, and only an event has one. Correct the reference data; such examinations cannot be placed in time.',
  },
  'evaluation/onset-after-end': {
    sentence: 'Examinations whose onset comes after the end of observation: {n|some}.',
    advice: 'An event after discharge was not observed in this stay. Correct the onset or the end.',
  },
  'evaluation/offsets-differ': {
    sentence: 'Some times say how far they are from UTC and others do not ({what|in several columns}).',
    advice: 'Write all times with an offset, or all without one. Mixed, they would be hours apart without anybody noticing.',
  },
  'evaluation/cancelled': {
    sentence: 'The evaluation was cancelled.',
    advice: 'It stays in the audit trail as aborted. You can start it again.',
  },
  'evaluation/failed': {
    sentence: 'The evaluation ended with an error ({message|no detail}).',
    advice: 'It stays in the audit trail as aborted. Start it again; if it fails again, report the detail.',
  },
  'evaluation/runs-differ': {
    sentence: 'Completed runs of this study have {n|different} different result digests.',
    advice: 'Do not use these results. Verify the workspace and report what it says.',
  },
  'evaluation/engines-disagree': {
    sentence:
      'Two algorithms for the same number differ by more than a relative 1e-9 (at {at|an estimate}: {difference|not stated}).',
    advice: 'Do not use these results. Run the self-test and report what it says.',
  },
} as const satisfies Record<string, ProblemWords>
