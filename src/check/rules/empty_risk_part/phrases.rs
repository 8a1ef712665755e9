//! Words by which a part of a risk is known to say nothing. [`super::super::saying_nothing`] says how they are written.

/// What does not say what could happen.
pub(super) const HARM: &[&str] = &[
    "go|goes|going wrong",
    "at risk",
    "vulnerable",
    "[heading]",
    "harm|harms|injury|danger|accident|accidents",
    "harmed|hurt|injured",
    "risk|risks|danger to|from|of WHO|self|others|staff|public|health|safety|wellbeing|themselves|himself|herself|[heading]",
    "risk|risks identified|present|exists|remains",
];

/// What changes nothing about it.
pub(super) const HARM_WORDS: &[&str] = &[
    "things",
    "self|others|himself|herself|themselves|public|people|staff|residents",
    "potential|potentially|possible|possibly|serious|significant|physical|emotional",
    "could|might|result|cause|caused|causing|happen|happens|come",
    "danger|get|getting|being|high|low|medium",
    "health|mental|wellbeing",
    "[heading]",
];

/// What does not say what happened, or when.
pub(super) const PAST: &[&str] = &[
    "no longer a|an? current? risk|concern|issue|relevant|applicable|current",
    "not a|an current|significant? issue|concern|risk|problem",
    "no current|ongoing|known risk|concern|evidence|issue of?",
    "historic|historical|historically",
    "history of? [heading]|risk|risks|this|it",
    "previous|past|prior concern|concerns|incident|incidents|risk|risks|issue|issues|history",
    "reported|noted|recorded|flagged|disclosed|identified|raised in|by|on the? past|previous|previously",
    "reported|noted|recorded|flagged|disclosed|identified|raised by",
    "none|nothing recently|recent|lately|reported|recorded|disclosed",
    "in the? past",
    "known to services|service|police|probation|staff",
];

/// What changes nothing about it.
pub(super) const PAST_WORDS: &[&str] = &[
    "placement|provider|hostel|probation|police|hospital|accommodation|services|agency|agencies|council",
    "concerns|concern|incidents|incident|issues|issue",
    "social|worker|past|history|previous|recently",
    "[heading]",
];

/// What does not say why this way is right.
pub(super) const REASONS: &[&str] = &[
    "least restrictive option|approach|way|practice|measure|method|intervention?",
    "proportionate|proportional|appropriate|reasonable|sensible|necessary|suitable|safest|justified",
    "best interest|interests|practice|option|way|approach",
    "positive|balanced|managed risk taking|approach",
    "has|have|with|lacks mental? capacity",
    "to? keep|keeps|keeping WHO|everyone|people|others|residents and? staff? safe|well",
    "in? line with policy|guidance|procedure|procedures|guidelines|legislation|law|regulations",
    "person centred|centered approach|practice|support|care|plan|planning?",
    "to? minimise|minimize|reduce|reduces|manage|manages|mitigate|mitigates|lower|prevent|prevents|avoid|limit the? risk|risks|harm|chance of? harm|[heading]|incidents?",
    "to? ensure|ensures|maintain|maintains|promote|promotes|protect|protects|safeguard WHO? safety|wellbeing|independence|safe|health|others|staff|rights|dignity",
    "to? protect|protects|safeguard|safeguards WHO|others|people|residents",
    "for WHO? own? safety|wellbeing|good|benefit",
    "duty of care",
    "good practice",
    "standard|normal|usual practice|procedure",
];

/// What changes nothing about it.
pub(super) const REASON_WORDS: &[&str] = &[
    "approach|option|way|measure|response|decision|decisions|choice|choices",
    "make|makes|making|made|own",
    "interest|interests|safety|wellbeing|independence|welfare|dignity",
    "right|safe|others|person|well|mental",
    "considered|felt|deemed|seen|most|risk|taking|positive",
    "while|whilst|allow|allows|promoting|maintaining|ensuring",
    "[heading]",
];

/// What does not say what staff watch.
pub(super) const WATCHING: &[&str] = &[
    "mood|presentation|behaviour|wellbeing and mood|presentation|behaviour|wellbeing|engagement",
    "WHO behaviour|presentation|mood|wellbeing",
    "any concern|concerns|issue|issues|problem|problems",
    "welfare|wellbeing|safety checks|check",
    "anything unusual|different|concerning|untoward|abnormal",
    "anything of concern|note",
    "monitor|monitors|monitored|monitoring|observe|observes|observed|observing WHO? mood|presentation|behaviour|behaviours|wellbeing|welfare|mental|health|safety|situation|daily|weekly|regularly?",
    "observation|observations|supervision",
    "any? change|changes|deterioration|decline|difference in|of|to",
    "any? signs|sign|indicators|indication of change|changes|deterioration|decline|concern|risk|worsening",
    "deterioration|decline|worsening",
    "information|info|details|update|report|assessment requested|awaited",
    "general wellbeing|presentation|behaviour|mood|health",
];

/// What changes nothing about it.
pub(super) const WATCH_WORDS: &[&str] = &[
    "general|generally|overall|daily|weekly|hourly|nightly",
    "mood|presentation|behaviour|behaviours|wellbeing|health|mental|physical|welfare",
    "probation|police|hospital|services|council|agency|agencies|social|worker",
    "signs|sign|usual|from|basis|checks|check|shift|each|every",
];

/// What does not say when to escalate.
pub(super) const ESCALATING: &[&str] = &[
    "if|when|should WHO deteriorates|deteriorate|declines|relapses|struggles",
    "if|when STAFF|WHO is|are|feel|feels|become concerned|worried|appropriate|necessary|needed|concern",
    "in case of? an|a? emergency|crisis|need|concern|concerns",
    "in an? emergency|crisis",
    "if|when|should it|this|things|situation gets|get|becomes|is worse|serious|unmanageable",
    "escalate|report|raise|flag|pass any|all? concern|concerns|issues",
    "if|when STAFF|WHO feel|feels|think|thinks|believe|believes it? is? necessary|needed|required|appropriate",
    "if|when|where|should|once|as|unless the? risk|risks|concern|concerns|concerned|issue|issues|need|needs|things|situation|behaviour|behaviours|symptoms|[heading] is|are|get|gets|become|becomes? increase|increases|increased|increasing|escalate|escalates|escalated|arise|arises|occur|occurs|worse|worsen|worsens|high|higher|serious|continue|continues|persist|persists|deteriorate|deteriorates|significant|heightened|apparent",
    "if|when|where there is|are an?|any? further? concern|concerns|risk|risks|deterioration|decline|change|changes|increase|issue|issues|problem|problems",
    "if|when|should WHO? mental|physical? health|presentation|mood|behaviour|wellbeing|condition deteriorates|deteriorate|declines|decline|worsens|worsen|changes|change",
    "if|when concerned|worried|unsure|appropriate",
    "if WHO is|becomes|seems at? risk|concerned|unwell|unsafe",
    "in the? event of a|an|any? further? deterioration|decline|change|concern|concerns|emergency|crisis|risk|incident|escalation",
    "contact|involve|inform|notify|refer|signpost|call to? relevant|appropriate|other|external professionals|agencies|services|people|person|parties|authorities",
    "follow|following|use|using|as|per|to correct|usual|normal|local|company|safeguarding|escalation? procedure|procedures|process|policy|protocol",
    "use|using|own|staff? professional? judgement|judgment|discretion",
    "usual|normal|standard procedure|procedures|process|protocol|rules apply|applies?",
    "any concern|concerns|issue|issues|change|changes to|will|must|should be? reported|escalated|raised|shared|passed|discussed|report|escalate",
];

/// Who is told, which says nothing of when.
pub(in super::super) const PEOPLE: &[&str] = &[
    "inform|contact|notify|call|tell|alert|report|escalate|escalated|raise|raised|refer|involve|ring|reported|consult|pass",
    "manager|management|senior|seniors|duty|on|emergency|services|service|police|ambulance|crisis|team|lead",
    "professional|professionals|relevant|appropriate|safeguarding|authorities|agencies",
    "concern|concerns|risk|risks|arise|arises|increase|increases|escalates",
    "immediately|support|advice|help|usual|normal|applies|apply|must",
    "staff|line|call",
];

/// What does not say what to do first.
pub(in super::super) const FIRST: &[&str] = &[
    "seek|ask|get for? advice|help|guidance|assistance|support|medical? attention?",
    "follow|following the? procedure|procedures|policy|protocol|plan|guidance|training",
    "monitor|observe and? record|report|reported?",
    "stay|remain|keep calm",
    "use de? escalation|deescalation techniques|skills|strategies",
    "debrief|debriefed|debriefing WHO?",
    "de escalate|escalation",
    "deescalate|deescalation",
];
