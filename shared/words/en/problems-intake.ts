import type { ProblemWords } from './problem-words.ts'

/** Files of examinations and predictions. `{name|fallback}` is a value of the problem; see problem-words.ts. */
export const intakeProblems = {
  'intake/file-not-readable': {
    sentence: 'The file cannot be read ({cause|no reason was given}).',
    advice: 'Check that it still exists, that it is not open in another program and that you may read it.',
  },
  'intake/file-too-large': {
    sentence: 'The file is larger than Probity reads in one import ({limit,limitBytes|the limit of the program} bytes).',
    advice: 'Leave out columns that the study does not need, or split the data into studies.',
  },
  'intake/empty-file': {
    sentence: 'The file is empty.',
    advice: 'Choose the file that holds the data. If this is the right name, export it again.',
  },
  'intake/header-only': {
    sentence: 'The file has a header and no rows below it.',
    advice: 'Export the data again and check that rows were selected.',
  },
  'intake/no-such-column': {
    sentence: 'The file has no column “{column|of this name}”.',
    advice: 'Names are compared exactly, capital letters and spaces included. Choose the column again, or correct the header and import the file again.',
  },
  'intake/duplicate-header': {
    sentence: 'Two columns are called “{column|the same}” (the {first|first}. and the {field|second}. of the header).',
    advice: 'Give each column its own name; otherwise nobody can say which one was meant.',
  },
  'intake/empty-header': {
    sentence: 'Column {field|number unknown} has no name.',
    advice: 'Give it a name in the first row, or remove the column. Row numbers that a statistics program added are a usual cause.',
  },
  'intake/invalid-utf-8': {
    sentence: 'The file is not UTF-8 text: the first byte that does not fit is {value|unknown}, at byte {offset|unknown} of the file.',
    advice: 'Save the file as “CSV UTF-8”. Probity does not guess an encoding, because a wrong guess alters names and values.',
  },
  'intake/utf-16': {
    sentence: 'The file is written in {encoding|UTF-16}, not in UTF-8.',
    advice: 'Save the file as “CSV UTF-8” and import it again.',
  },
  'intake/nul-byte': {
    sentence: 'The file has a zero byte at byte {offset|unknown}. Text files have none.',
    advice: 'The file may be damaged, or may not be a text file. Export it again.',
  },
  'intake/unterminated-quote': {
    sentence: 'Field {field|unknown} begins with a quotation mark and never ends.',
    advice: 'Add the closing quotation mark. A quotation mark inside a quoted field is written twice.',
  },
  'intake/text-after-quote': {
    sentence: 'Field {field|unknown} has text behind its closing quotation mark.',
    advice: 'A quotation mark inside a quoted field is written twice. Also check that the right delimiter is chosen.',
  },
  'intake/field-count': {
    sentence: 'This row has {found|another number of} fields; the header has {expected|a different number}.',
    advice: 'A delimiter inside a value is the usual cause: put that value in quotation marks. Blank lines between rows are not allowed.',
  },
  'intake/field-too-long': {
    sentence: 'Field {field|unknown} is longer than {limit|the limit of} bytes.',
    advice: 'A missing closing quotation mark is the usual cause. Leave out columns with long texts.',
  },
  'intake/too-many-columns': {
    sentence: 'The row has more than {limit|the allowed number of} columns.',
    advice: 'Leave out columns that the study does not need, and check that the right delimiter is chosen.',
  },
  'intake/too-many-rows': {
    sentence: 'The file has {rows|too many} rows; at most {limit|a fixed number} can be imported.',
    advice: 'Split the data into several studies.',
  },
  'intake/mixed-line-ends': {
    sentence: 'The file mixes line ends: {lf|some} Unix (LF), {crlf|some} Windows (CRLF), {cr|some} old Macintosh (CR).',
    advice: 'The rows were read correctly. Mixed line ends often mean that files were joined: check that nothing is missing or repeated.',
  },
  'intake/byte-order-mark': {
    sentence: 'The file begins with a byte-order mark.',
    advice: 'It was left out of the first column’s name; nothing else needs to be done.',
  },
  'intake/mapping-incomplete': {
    sentence: 'The mapping does not say {what|everything that is needed}.',
    advice: 'Complete the mapping; Probity does not guess.',
  },
  'intake/column-mapped-twice': {
    sentence: 'Column “{column|this one}” is used for two things at once.',
    advice: 'Give each role its own column. If every participant has one examination, leave the participant column empty.',
  },
  'intake/stopped': {
    sentence: 'The import was stopped: {why|it was asked to}. Nothing was changed.',
    advice: 'Start the import again when you are ready.',
  },
  'intake/missing-examination-id': {
    sentence: 'The examination identifier is empty.',
    advice: 'Every row needs the identifier of its examination.',
  },
  'intake/missing-participant-id': {
    sentence: 'The participant identifier is empty.',
    advice: 'Every row needs the identifier of its participant, or the column is left out of the mapping.',
  },
  'intake/duplicate-examination-id': {
    sentence: 'The examination “{value|of this row}” is already in row {firstRow|further up}.',
    advice: 'Each examination stands in one row. Remove the repeated row, or correct the identifier.',
  },
  'intake/duplicate-prediction': {
    sentence: 'There is already a prediction for the examination “{value|of this row}”, in row {firstRow|further up}.',
    advice: 'Each examination has one row of predictions. Decide which of the rows holds, and record why.',
  },
  'intake/duplicate-prediction-time': {
    sentence: 'There is already a prediction for the examination “{value|of this row}” at this time, in row {firstRow|further up}.',
    advice: 'Each time of an examination has one row of predictions. Decide which of the rows holds, and record why.',
  },
  'intake/missing-time': {
    sentence: 'The time of the prediction is empty.',
    advice: 'Every row needs the time at which the prediction was made.',
  },
  'intake/mixed-offsets': {
    sentence: 'This time {found|is written in another way}, while the rows before it {expected|are not}.',
    advice: 'Write all times of a file with an offset from UTC, or all without one.',
  },
  'intake/available-before-predicted': {
    sentence: 'The prediction was available ({value|at a time}) before it was made.',
    advice: 'Check which column holds which time. A prediction can be seen at the time it is made or later.',
  },
  'intake/unmapped-reference-value': {
    sentence: 'The reference value “{value|}” has no meaning in the mapping.',
    advice: 'Say what it means: present, absent, indeterminate, pending or not done. An empty cell needs a meaning too.',
  },
  'intake/unmapped-decision-code': {
    sentence: 'The decision code “{value|}” is not in the protocol.',
    advice: 'Correct the code, or lock a new version of the protocol that names it.',
  },
  'intake/score-not-a-number': {
    sentence: 'The score “{value|}” is not a number and not a decision code of the protocol.',
    advice: 'Correct the value. If there is no score, leave the cell empty and give a reason.',
  },
  'intake/score-not-finite': {
    sentence: 'The score “{value|}” is infinite, not a number, or too large to be held.',
    advice: 'Ask for a finite score. If there is none, leave the cell empty and give a reason.',
  },
  'intake/score-out-of-range': {
    sentence: 'The score {value|of this row} lies outside the protocol’s range ({minimum|no limit} to {maximum|no limit}).',
    advice: 'Probabilities lie between 0 and 1: percentages must be divided by 100. If the score is no probability, the protocol must say so.',
  },
  'intake/number-not-a-number': {
    sentence: '“{value|The value}” is not a number.',
    advice: 'Leave the cell empty if the value is missing, or read the column as a category.',
  },
  'intake/number-not-finite': {
    sentence: '“{value|The value}” is infinite, not a number, or too large to be held.',
    advice: 'Correct the value, or leave the cell empty if it is missing.',
  },
  'intake/ambiguous-decimal': {
    sentence: 'Values such as “{value|1,234}” can be read in two ways: as a decimal, or as thousands.',
    advice: 'Say which decimal mark the file uses. Probity does not guess.',
  },
  'intake/decimal-comma': {
    sentence: '“{value|The value}” has a decimal comma; the mapping says decimal point.',
    advice: 'If the whole file uses commas, state the comma as decimal mark. If it mixes them, correct the file.',
  },
  'intake/decimal-point': {
    sentence: '“{value|The value}” has a decimal point; the mapping says decimal comma.',
    advice: 'If the whole file uses points, state the point as decimal mark. If it mixes them, correct the file.',
  },
  'intake/thousands-separator': {
    sentence: '“{value|The value}” has its thousands set apart.',
    advice: 'Export the numbers without separators of thousands. If the mark is a decimal mark, state it in the mapping.',
  },
  'intake/id-beyond-2-53': {
    sentence: 'The whole number {value|in this cell} is too long to be held exactly as a number.',
    advice: 'If it identifies something, read the column as text (category); text is kept to the last digit.',
  },
  'intake/id-with-spaces': {
    sentence: 'The identifier “{value|}” begins or ends with a space.',
    advice: 'Remove the space in the source. Probity does not alter identifiers.',
  },
  'intake/id-in-scientific-notation': {
    sentence: '{n|Some} identifiers look like “{value|1.23E+15}”: a spreadsheet has shortened long numbers.',
    advice: 'The lost digits cannot be restored. Export the identifiers again as text from the original source.',
  },
  'intake/missing-without-reason': {
    sentence: 'The prediction “{prediction|of this row}” is missing and no reason is given.',
    advice: 'Name the column that holds the reasons, or state one reason for all empty cells.',
  },
  'intake/too-many-reasons': {
    sentence: 'Missing predictions of “{prediction|this output}” have more than {limit|50} different reasons.',
    advice: 'Name a column of reason codes. Reasons are printed in the report, so free text about participants must not stand there.',
  },
  'intake/bad-instant': {
    sentence: '“{value|The value}” is not a date or time that Probity reads.',
    advice: 'Write dates as 2026-11-22 and times as 2026-11-22T09:30:00+01:00.',
  },
  'intake/direction-contradicts-protocol': {
    sentence: 'For “{prediction|this output}” the import says that {found|one direction holds}, but the protocol says that {expected|the other does}.',
    advice: 'Find out which is true before you go on. If the protocol is wrong, it needs a new version.',
  },
  'intake/kind-contradicts-protocol': {
    sentence: 'The protocol expects {expected|another kind of output} for “{prediction|this output}”; the mapping names {found|a different kind}.',
    advice: 'Correct the mapping, or lock a new version of the protocol.',
  },
  'intake/output-missing': {
    sentence: 'The mapping leaves out “{prediction|an output}”, which the protocol evaluates.',
    advice: 'Name the columns that hold this output.',
  },
  'intake/unknown-output': {
    sentence: 'The mapping names the output “{prediction|of this entry}”, which the protocol does not have exactly once.',
    advice: 'Use each output of the protocol once, under its own id.',
  },
  'intake/likely-duplicates': {
    sentence: '{n|Some} examinations of the same participant begin at the same time.',
    advice: 'Check whether they are one and the same. Nothing was removed.',
  },
  'intake/no-matching-examination': {
    sentence: 'No prediction belongs to an examination of the cohort.',
    advice: 'Check that both files use the same identifiers, zeros at the front and capital letters included.',
  },
} as const satisfies Record<string, ProblemWords>
