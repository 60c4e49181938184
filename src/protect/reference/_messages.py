"""Written by scripts/extract_reference_messages.py for gettext's tools; do not edit, do not commit."""

from django.utils.translation import gettext_noop

# Translators: reference data, taxonomy assessment_state
gettext_noop('States of an assessment')
# Translators: reference data, taxonomy assessment_state, taxonomy confidence, taxonomy crowd_class, taxonomy decision, taxonomy measure_condition, taxonomy organisation_kind, taxonomy question_answer, taxonomy role, taxonomy score_basis, taxonomy sub_area_kind, taxonomy team_circle, taxonomy team_function, taxonomy usage_state
gettext_noop('Proposed by the platform; not part of the published EU method.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Where an assessment stands on its way.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Draft')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Begun; space, method and team are being settled.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Prepared')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Team, documents and visits are ready.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('On site')
# Translators: reference data, taxonomy assessment_state
gettext_noop('The site is visited; sub-areas and measures are recorded.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Scoring')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Scenarios stand; each member scores alone.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Consensus')
# Translators: reference data, taxonomy assessment_state
gettext_noop('The team compares scores and agrees.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('In review')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Results and decisions are checked before approval.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Approved')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Signed off and read-only; a change opens a new version.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Superseded')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Replaced by a newer approved version.')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Expired')
# Translators: reference data, taxonomy assessment_state
gettext_noop('Its review date has passed; assess again.')
# Translators: reference data, taxonomy confidence
gettext_noop('Confidence')
# Translators: reference data, taxonomy confidence
gettext_noop('How sure somebody is of a score; it says nothing about how bad the scenario is.')
# Translators: reference data, taxonomy confidence, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Low')
# Translators: reference data, taxonomy confidence
gettext_noop('A guess: little information, or the first time I think about it.')
# Translators: reference data, taxonomy confidence
gettext_noop('Medium')
# Translators: reference data, taxonomy confidence
gettext_noop('An informed judgement; new information could move it by a level.')
# Translators: reference data, taxonomy confidence, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('High')
# Translators: reference data, taxonomy confidence
gettext_noop('Well founded: seen on site, data or experience, and I would defend it.')
# Translators: reference data, taxonomy crowd_class
gettext_noop('Sizes of crowd')
# Translators: reference data, taxonomy crowd_class
gettext_noop('How many people are there at the same time in the busiest usual hour.')
# Translators: reference data, taxonomy crowd_class
gettext_noop('Up to 100 people')
# Translators: reference data, taxonomy crowd_class
gettext_noop("A small place; a shop's worth of people.")
# Translators: reference data, taxonomy crowd_class
gettext_noop('101 to 500 people')
# Translators: reference data, taxonomy crowd_class
gettext_noop('A busy street corner, a parish church, a school yard.')
# Translators: reference data, taxonomy crowd_class
gettext_noop('501 to 2,000 people')
# Translators: reference data, taxonomy crowd_class
gettext_noop('A market morning, a full theatre, a station at rush hour.')
# Translators: reference data, taxonomy crowd_class
gettext_noop('2,001 to 10,000 people')
# Translators: reference data, taxonomy crowd_class
gettext_noop('A town festival, an indoor arena.')
# Translators: reference data, taxonomy crowd_class
gettext_noop('More than 10,000 people')
# Translators: reference data, taxonomy crowd_class
gettext_noop('A stadium, a city-wide celebration.')
# Translators: reference data, taxonomy decision
gettext_noop('Decisions on a vulnerability')
# Translators: reference data, taxonomy decision
gettext_noop('What the managing body decides; every vulnerability gets one of these.')
# Translators: reference data, taxonomy decision
gettext_noop('Treat')
# Translators: reference data, taxonomy decision
gettext_noop('Do something about it: it becomes an objective with requirements.')
# Translators: reference data, taxonomy decision
gettext_noop('Accept')
# Translators: reference data, taxonomy decision
gettext_noop('Live with it, for a reason, signed by somebody entitled to, with a date to look again.')
# Translators: reference data, taxonomy decision
gettext_noop('Transfer')
# Translators: reference data, taxonomy decision
gettext_noop('Hand it to whoever can act: the owner, another authority, a national body.')
# Translators: reference data, taxonomy decision, taxonomy measure_function
gettext_noop('Watch')
# Translators: reference data, taxonomy decision
gettext_noop('Do nothing yet, but look again when something changes.')
# Translators: reference data, taxonomy marking
gettext_noop('Markings (Traffic Light Protocol 2.0)')
# Translators: reference data, taxonomy marking
gettext_noop("Traffic Light Protocol 2.0 of FIRST, applied to this platform; wording is the platform's own.")
# Translators: reference data, taxonomy marking
gettext_noop('Who may read something. The strictest marking of its sources holds for everything derived from them.')
# Translators: reference data, taxonomy marking
gettext_noop('TLP:RED')
# Translators: reference data, taxonomy marking
gettext_noop('Only the people named; not to be passed on, not even inside their organisations.')
# Translators: reference data, taxonomy marking
gettext_noop('TLP:AMBER+STRICT')
# Translators: reference data, taxonomy marking
gettext_noop('Only the own organisation, as far as people need it; the default for everything in an assessment.')
# Translators: reference data, taxonomy marking
gettext_noop('TLP:AMBER')
# Translators: reference data, taxonomy marking
gettext_noop('The own organisation and the partner organisations named, as far as people need it.')
# Translators: reference data, taxonomy marking
gettext_noop('TLP:GREEN')
# Translators: reference data, taxonomy marking
gettext_noop('Authorities on this platform; not the public, not providers.')
# Translators: reference data, taxonomy marking
gettext_noop('TLP:CLEAR')
# Translators: reference data, taxonomy marking
gettext_noop('Anybody; may be published.')
# Translators: reference data, taxonomy measure_category
gettext_noop('Categories of measures')
# Translators: reference data, taxonomy measure_category, taxonomy measure_function, taxonomy measure_origin, taxonomy psoi_category, taxonomy threat_phase
gettext_noop("Codes and meanings after the PRoTECT material (METHODOLOGY); wording is the platform's own.")
# Translators: reference data, taxonomy measure_category
gettext_noop('What a protective measure is made of.')
# Translators: reference data, taxonomy measure_category
gettext_noop('Information and communication technology')
# Translators: reference data, taxonomy measure_category
gettext_noop('Software and systems that inform, connect or decide: control room, alerting, crowd information.')
# Translators: reference data, taxonomy measure_category
gettext_noop('Sensor')
# Translators: reference data, taxonomy measure_category
gettext_noop('A device that notices something: camera, counter, detector, alarm button.')
# Translators: reference data, taxonomy measure_category
gettext_noop('Actuator')
# Translators: reference data, taxonomy measure_category
gettext_noop('Something or somebody that acts when needed: lighting, loudspeaker, guard, rising bollard.')
# Translators: reference data, taxonomy measure_category
gettext_noop('Physical measure')
# Translators: reference data, taxonomy measure_category
gettext_noop('Built or placed things: bollards, planters, glazing, layout of the ground.')
# Translators: reference data, taxonomy measure_category
gettext_noop('Method')
# Translators: reference data, taxonomy measure_category
gettext_noop('Ways of working: plans, training, exercises, agreements, patrol schemes.')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Condition of measures')
# Translators: reference data, taxonomy measure_condition
gettext_noop('How well an existing measure works today.')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Works')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Seen or tested lately and does what it should.')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Weak')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Works in part: too few, too late, gaps, known to few.')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Broken')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Does not work at present.')
# Translators: reference data, taxonomy measure_condition, taxonomy question_answer
gettext_noop('Not known')
# Translators: reference data, taxonomy measure_condition
gettext_noop('Nobody present could say; find out who can.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Functions of measures')
# Translators: reference data, taxonomy measure_function
gettext_noop('What a measure is for; one measure may have several functions.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Alert')
# Translators: reference data, taxonomy measure_function
gettext_noop('Tells people that something is wrong, so that they can act.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Keeps the place in view, by eye or by device.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Respond')
# Translators: reference data, taxonomy measure_function
gettext_noop('Lets people act on what happens: stop it, help, lead people away.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Protect')
# Translators: reference data, taxonomy measure_function
gettext_noop('Lessens harm if something happens: distance, barriers, shelter, stronger materials.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Detect')
# Translators: reference data, taxonomy measure_function
gettext_noop('Recognises a sign of danger: an object, a substance, a behaviour, a vehicle out of place.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Restrict')
# Translators: reference data, taxonomy measure_function
gettext_noop('Limits who or what can come where and when.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Overcome')
# Translators: reference data, taxonomy measure_function
gettext_noop('Helps people and services to get through the event and back to normal life.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Improvise')
# Translators: reference data, taxonomy measure_function
gettext_noop('Lets people find a way when the plan does not fit: skills, spare means, freedom to decide.')
# Translators: reference data, taxonomy measure_function
gettext_noop('Adapt')
# Translators: reference data, taxonomy measure_function
gettext_noop('Lets the protection change with the threat: adjustable, scalable, reviewed.')
# Translators: reference data, taxonomy measure_function, taxonomy organisation_kind
gettext_noop('Other')
# Translators: reference data, taxonomy measure_function
gettext_noop('Helps in a way that none of the other words covers; say how in the description.')
# Translators: reference data, taxonomy measure_origin
gettext_noop('Origin of measures')
# Translators: reference data, taxonomy measure_origin
gettext_noop('Whether a measure was put there for protection or simply is there.')
# Translators: reference data, taxonomy measure_origin
gettext_noop('Natural')
# Translators: reference data, taxonomy measure_origin
gettext_noop('Was not made for protection yet protects: a wall, steps, a row of trees, a row of shops with watchful owners.')
# Translators: reference data, taxonomy measure_origin
gettext_noop('Emplaced')
# Translators: reference data, taxonomy measure_origin
gettext_noop('Was put there to protect: a patrol, a barrier, a camera, a plan.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Kinds of organisation')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Who works on the platform.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Municipality')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('A town, city or district; usually the managing body of its public spaces.')
# Translators: reference data, taxonomy organisation_kind, taxonomy team_function
gettext_noop('Police')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('A local, regional or national police service.')
# Translators: reference data, taxonomy organisation_kind, taxonomy team_function
gettext_noop('Fire and rescue')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('A fire brigade, rescue or civil protection service.')
# Translators: reference data, taxonomy organisation_kind, taxonomy team_function
gettext_noop('Ambulance and health')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('An emergency medical service or health authority.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('National authority')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('A ministry, agency or coordination body.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Operator')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Owner or operator of a place or of a service in it: mall, station, venue, parish.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Solution provider')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('A company or institute that offers protective solutions; sees only what is meant for providers.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Research')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('A university or research institute.')
# Translators: reference data, taxonomy organisation_kind
gettext_noop('Any other organisation; say which in its description.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Kinds of public space')
# Translators: reference data, taxonomy psoi_category
gettext_noop('What a public space of interest mainly is. A place often has several; one is the main one.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Transport hub')
# Translators: reference data, taxonomy psoi_category
gettext_noop('A place where many people change between means of travel, in waves that follow the timetable.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Railway or bus station')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Metro or tram interchange')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Ferry terminal')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Airport forecourt')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Square')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Open ground where people meet, trade, celebrate or protest, usually with several ways in.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Town hall square')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Weekly market')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Festival ground')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Forecourt of an important building')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Shopping area')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Streets or buildings where people shop, with deliveries and long opening hours.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Main shopping street')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Shopping mall')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Covered market hall')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Nightlife area')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Bars, clubs and restaurants close together, busiest late and often in tight rooms and narrow streets.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Street of bars and clubs')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Restaurant quarter')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Small concert hall')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Cultural or sports venue')
# Translators: reference data, taxonomy psoi_category
gettext_noop('A place that people visit for art, sport or sights, often all arriving and leaving at the same hour.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Concert hall or theatre')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Stadium or sports hall')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Museum or monument')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Amusement park')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Business venue')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Offices, hotels and halls where people work and confer, with known guests and unknown visitors.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Conference centre')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Large hotel with meeting rooms')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Office tower')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Place of worship')
# Translators: reference data, taxonomy psoi_category
gettext_noop('A building or ground for prayer and ceremonies, open by conviction, with fixed hours and feast days.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Church or cathedral')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Mosque')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Synagogue')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Temple')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Public institution')
# Translators: reference data, taxonomy psoi_category
gettext_noop('A building in which the public is served, taught or cared for; some of its users cannot leave quickly.')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Town hall or court')
# Translators: reference data, taxonomy psoi_category
gettext_noop('School or university')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Hospital')
# Translators: reference data, taxonomy psoi_category
gettext_noop('Library')
# Translators: reference data, taxonomy question_answer
gettext_noop('Answers to a question')
# Translators: reference data, taxonomy question_answer
gettext_noop('How a question of the checklist is answered; evidence and ideas go beside it. Answers inform, they do not compute the level.')
# Translators: reference data, taxonomy question_answer
gettext_noop('Yes')
# Translators: reference data, taxonomy question_answer
gettext_noop('In place and working.')
# Translators: reference data, taxonomy question_answer
gettext_noop('Partly')
# Translators: reference data, taxonomy question_answer
gettext_noop('Begun, incomplete, or in place for a part of the site only.')
# Translators: reference data, taxonomy question_answer
gettext_noop('No')
# Translators: reference data, taxonomy question_answer
gettext_noop('Not in place.')
# Translators: reference data, taxonomy question_answer
gettext_noop('Not applicable')
# Translators: reference data, taxonomy question_answer
gettext_noop('The question does not concern this site; say why.')
# Translators: reference data, taxonomy question_answer
gettext_noop('Nobody present could answer; note who can.')
# Translators: reference data, taxonomy role
gettext_noop('Roles')
# Translators: reference data, taxonomy role
gettext_noop('What somebody may do in an organisation; a person may have several.')
# Translators: reference data, taxonomy role
gettext_noop('Administrator')
# Translators: reference data, taxonomy role
gettext_noop('Looks after members, partners and settings of the organisation.')
# Translators: reference data, taxonomy role
gettext_noop('Lead')
# Translators: reference data, taxonomy role
gettext_noop('Opens, leads and closes assessments.')
# Translators: reference data, taxonomy role
gettext_noop('Assessor')
# Translators: reference data, taxonomy role
gettext_noop('Visits, records measures and scenarios, scores.')
# Translators: reference data, taxonomy role
gettext_noop('Expert')
# Translators: reference data, taxonomy role
gettext_noop('Reads and scores where invited, and comments.')
# Translators: reference data, taxonomy role
gettext_noop('Viewer')
# Translators: reference data, taxonomy role
gettext_noop('Reads what the organisation may read.')
# Translators: reference data, taxonomy role
gettext_noop('RFI officer')
# Translators: reference data, taxonomy role
gettext_noop('Prepares and runs requests for information to the market.')
# Translators: reference data, taxonomy role
gettext_noop('Provider')
# Translators: reference data, taxonomy role
gettext_noop('Answers requests for information for a solution provider.')
# Translators: reference data, taxonomy role
gettext_noop('Observer')
# Translators: reference data, taxonomy role
gettext_noop('Watches exercises and demonstrations and notes what happens.')
# Translators: reference data, taxonomy score_basis
gettext_noop('What a score is about')
# Translators: reference data, taxonomy score_basis
gettext_noop('The same scenario may be scored for different situations.')
# Translators: reference data, taxonomy score_basis
gettext_noop('Current')
# Translators: reference data, taxonomy score_basis
gettext_noop('As it is today, with the measures that work.')
# Translators: reference data, taxonomy score_basis
gettext_noop('Inherent')
# Translators: reference data, taxonomy score_basis
gettext_noop('As if no protective measure were there; the difference to current is what the measures achieve.')
# Translators: reference data, taxonomy score_basis
gettext_noop('Target')
# Translators: reference data, taxonomy score_basis
gettext_noop('As it should be after a planned measure.')
# Translators: reference data, taxonomy score_basis
gettext_noop('Residual')
# Translators: reference data, taxonomy score_basis
gettext_noop('As it is after a measure was completed.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Kinds of sub-area')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('The parts into which a site is divided, so that each weak point and each measure has its place.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Approach and surroundings')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Streets, paths and open ground by which people and vehicles come near the site.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Perimeter')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('The line, built or only imagined, at which the site begins.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Access point')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('An entrance, gate, passage or door, and the place where people wait in front of it.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Interior or core crowd area')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Where most people stay: the middle of the square, the hall, the platform.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Exit, escape route or assembly point')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Ways out in daily use and in an emergency, and where people gather afterwards.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Service, parking and utility area')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Deliveries, waste, car parks, technical rooms, electricity and air intakes.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Air space')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('What is above the site: overlooking windows and roofs, and the sky as far as drones matter.')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Adjoining private property')
# Translators: reference data, taxonomy sub_area_kind
gettext_noop('Neighbouring buildings and grounds in other hands, including terraces and construction sites.')
# Translators: reference data, taxonomy team_circle
gettext_noop('Circles of the team')
# Translators: reference data, taxonomy team_circle
gettext_noop('How close somebody is to the assessment.')
# Translators: reference data, taxonomy team_circle
gettext_noop('Core')
# Translators: reference data, taxonomy team_circle
gettext_noop('Does the assessment: visits, writes, scores and agrees.')
# Translators: reference data, taxonomy team_circle
gettext_noop('Involved')
# Translators: reference data, taxonomy team_circle
gettext_noop('Is asked for knowledge, or checks parts of it.')
# Translators: reference data, taxonomy team_circle
gettext_noop('Informed')
# Translators: reference data, taxonomy team_circle
gettext_noop('Hears about results that concern them.')
# Translators: reference data, taxonomy team_function
gettext_noop('Functions in the team')
# Translators: reference data, taxonomy team_function
gettext_noop('Which knowledge somebody brings.')
# Translators: reference data, taxonomy team_function
gettext_noop('Lead (managing body)')
# Translators: reference data, taxonomy team_function
gettext_noop('Leads the assessment for the managing body and answers for its results.')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows threats, incidents and response; always part of the team.')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows escape, access for rescue, hazardous substances.')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows care of many injured and access for ambulances.')
# Translators: reference data, taxonomy team_function
gettext_noop('Owner or operator')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows the building or ground, its staff and its daily routine.')
# Translators: reference data, taxonomy team_function
gettext_noop('Event manager')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows layouts, numbers and staff of events.')
# Translators: reference data, taxonomy team_function
gettext_noop('Urban planner')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows plans, design and what may be built.')
# Translators: reference data, taxonomy team_function
gettext_noop('Traffic and roads')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows traffic, deliveries, closures and street works.')
# Translators: reference data, taxonomy team_function
gettext_noop('Private security')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows patrols, guards and the control room.')
# Translators: reference data, taxonomy team_function
gettext_noop('Communications')
# Translators: reference data, taxonomy team_function
gettext_noop('Knows how to warn and inform people in and after an emergency.')
# Translators: reference data, taxonomy team_function
gettext_noop('Privacy officer')
# Translators: reference data, taxonomy team_function
gettext_noop("Checks that measures and notes respect people's data and rights.")
# Translators: reference data, taxonomy team_function
gettext_noop('Outside expert')
# Translators: reference data, taxonomy team_function
gettext_noop('Brings special knowledge that the town does not have.')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Phases of an attack')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Five stages, of which three lie before the attack: most chances to notice and prevent are there.')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Choosing a target')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Somebody looks for a place that would serve the purpose; open, crowded and symbolic places stand out.')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Planning')
# Translators: reference data, taxonomy threat_phase
gettext_noop('The place is looked at more closely, on site or from published material.')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Preparation')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Means are gathered, things are tried out; visits to the place may repeat.')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Attack')
# Translators: reference data, taxonomy threat_phase
gettext_noop('The attack itself: what counts is noticing at once, shelter, flight, help and command.')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Escape and aftermath')
# Translators: reference data, taxonomy threat_phase
gettext_noop('Flight of the attacker and the time after: search, care, evidence, information, recovery.')
# Translators: reference data, taxonomy usage_state
gettext_noop('Usage states')
# Translators: reference data, taxonomy usage_state
gettext_noop('A site is not the same at noon, at night and on a feast day; each state that matters is looked at.')
# Translators: reference data, taxonomy usage_state
gettext_noop('Normal day')
# Translators: reference data, taxonomy usage_state
gettext_noop('An ordinary day at ordinary hours.')
# Translators: reference data, taxonomy usage_state
gettext_noop('Peak hour')
# Translators: reference data, taxonomy usage_state
gettext_noop('The busiest ordinary hours: rush hour, market morning, Saturday afternoon, service times.')
# Translators: reference data, taxonomy usage_state
gettext_noop('Event')
# Translators: reference data, taxonomy usage_state
gettext_noop('A festival, match, concert, ceremony or demonstration, with its own layout and its own staff.')
# Translators: reference data, taxonomy usage_state
gettext_noop('Night or closed')
# Translators: reference data, taxonomy usage_state
gettext_noop('Late evening, night and closing days: few people, little sight, few who would notice.')
# Translators: reference data, taxonomy usage_state
gettext_noop('Building works')
# Translators: reference data, taxonomy usage_state
gettext_noop('While something is being built or repaired: changed routes, fences, materials, strangers on site.')
# Translators: reference data, threat_types eu-vat
gettext_noop('The ten threat types')
# Translators: reference data, threat_types eu-vat
gettext_noop("The ten kinds and their order after the PRoTECT material (METHODOLOGY 3.4); definitions, questions and hints are the platform's own, at the level of public guidance.")
# Translators: reference data, threat_types eu-vat
gettext_noop('All ten are answered for every assessment: scored, not applicable with a reason, or left open. They describe what could happen to people and place, never how it would be done.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Firearms attack')
# Translators: reference data, threat_types eu-vat
gettext_noop('One or more people shoot at others with a pistol or rifle.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where could people get out of sight quickly, and would they know where?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which exits stay usable if one side of the place has to be left?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Can staff lock doors or close off parts, and who decides that?')
# Translators: reference data, threat_types eu-vat
gettext_noop('How fast does a warning reach everybody, including people who do not hear it?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where would police, rescue services and the injured meet?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Shelter, fast warning and trained staff usually help most; sight lines and solid cover are part of good layout.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Attack with a knife or other object')
# Translators: reference data, threat_types eu-vat
gettext_noop('Somebody attacks people at close range with a sharp or blunt object.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where do people stand close together without room to step away?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Who is near enough to notice trouble within seconds: staff, guards, stallholders?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Are first-aid kits for heavy bleeding at hand, and who can use them?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Can staff raise an alarm without leaving their post?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Present, attentive people, a quick alarm and first aid usually help most.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Vehicle attack')
# Translators: reference data, threat_types eu-vat
gettext_noop('A vehicle is driven into people on purpose.')
# Translators: reference data, threat_types eu-vat
gettext_noop('From which streets can a vehicle reach the places where people gather?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Do barriers, steps, trees or street furniture leave gaps, and are they anchored?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Do speeds stay low on the last stretch before the crowd?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Who opens and closes movable barriers, and are they in place when the crowd is?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Can rescue services still get in, and people with wheelchairs or prams still pass?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Layout that keeps vehicles slow and away, and barriers without gaps, usually help most. Deliveries and rescue services need a planned way through.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Placed explosive device')
# Translators: reference data, threat_types eu-vat
gettext_noop('An explosive is left at the place, or hidden in an object or in goods.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where could an object stand for an hour without anybody asking about it?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Are bins, planters, lockers and hollow furniture few, visible and emptied or checked?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Who checks deliveries and what is handed in, and where?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Does everybody know whom to tell about an object that nobody owns, and what happens then?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which glass or facade would hurt people nearby, and where is a safe distance to gather?')
# Translators: reference data, threat_types eu-vat
gettext_noop('A tidy place with clear views, attentive staff and an agreed way to report usually help most.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Explosive carried by a person')
# Translators: reference data, threat_types eu-vat
gettext_noop('A person carries an explosive hidden on the body, knowingly or not.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where do queues form, and would people waiting there be less protected than inside?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Is there an entrance where staff meet every visitor, with room to keep distance?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Do staff know signs of distress or danger and how to pass them on without harm to anybody?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which parts hold the densest crowd, and could it be spread out?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Spreading crowds, short queues and attentive, respectful staff usually help most.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Explosive brought by a drone')
# Translators: reference data, threat_types eu-vat
gettext_noop('A remote-controlled aircraft brings an explosive to the place.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which parts of the crowd stand under open sky, and is there a roof nearby?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Are flight rules for the place known, published and enforced during events?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Who would notice a drone, whom would they tell, and who is entitled to act?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Can people be led under cover without a crush?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Agreement with the aviation and police authorities, a way to report sightings and cover for people usually help most; acting against a drone is for authorities only.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Explosive in a vehicle')
# Translators: reference data, threat_types eu-vat
gettext_noop('An explosive is hidden in a vehicle or in its load, parked or driven to the place.')
# Translators: reference data, threat_types eu-vat
gettext_noop('How near can vehicles park or stop to the crowd and to the building?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Are deliveries announced, expected and at set hours, and who knows the drivers?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Who notices a vehicle that stands where it should not, and how soon?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which underground car parks or loading bays lie beneath or beside people?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which facades and windows face the street?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Distance between vehicles and people, ordered deliveries and quick reporting usually help most.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Chemical attack')
# Translators: reference data, threat_types eu-vat
gettext_noop('A harmful chemical is released among people, from something carried, from goods or from the air.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Which rooms are enclosed and crowded, and who can stop their ventilation?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Are air intakes out of reach of passers-by?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Would staff recognise that several people fall ill at once, and know to move people into fresh air?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where could many people be cared for upwind and with water at hand?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Do rescue services know the plans of the building?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Early recognition, ventilation that can be stopped and a rehearsed way out usually help most.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Biological attack')
# Translators: reference data, threat_types eu-vat
gettext_noop('A disease-causing agent is spread among people; harm shows only after hours or days.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Are food, drinking water and air systems of the place out of reach of strangers?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Would unusual letters, powders or containers be reported, and to whom?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Does the operator know the local health authority, and could visitors be informed afterwards?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Is cleaning and closing of a part of the site prepared?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Links to the health authority, closed technical rooms and a way to reach visitors usually help most.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Radiological attack')
# Translators: reference data, threat_types eu-vat
gettext_noop('People are exposed to radioactive material, left in place, carried in goods or spread.')
# Translators: reference data, threat_types eu-vat
gettext_noop('Would an unknown container or source be noticed and left alone?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Do rescue services in the region have measuring devices, and how soon could they be here?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Where could people be gathered, counted and told what to do?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Who decides to close the place and to open it again?')
# Translators: reference data, threat_types eu-vat
gettext_noop('Reporting of unknown objects, regional specialists and clear public information usually help most.')
# Translators: reference data, scale_set factor-based
gettext_noop('Five levels from factors (platform default, not the EU VAT scale)')
# Translators: reference data, scale_set factor-based
gettext_noop('The split into factors follows a Czech method for soft targets (METHODOLOGY 3.6); scores, wording and the way they are combined are proposed by the platform.')
# Translators: reference data, scale_set factor-based
gettext_noop("This is the platform's default, not the EU VAT scale. Each side is the mean of its factors, rounded up; the consequence is never below the factor life and health. An open factor keeps its side open.")
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Probability')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('How likely is this scenario here, given the measures that are in place today?')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Very unlikely')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Hard to do here, and nothing points to it.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Unlikely')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Possible, but well covered by what is in place.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Possible')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Has happened elsewhere, and only partly covered here.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Likely')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Easy to do here, with little in its way.')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Very likely')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Easy, nothing in its way, and something points to this place.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Consequence')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('If it happened, how bad would it reasonably be for people and place?')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Negligible')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Nobody seriously injured; disruption for hours.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Limited')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('A few people injured; a short closure.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Serious')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('People may die; disruption for days.')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Severe')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Several people die; long disruption and lasting fear.')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Catastrophic')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Very many people die or are injured; felt in the whole country.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Keep what is in place and look again at the next assessment.')
# Translators: reference data, scale_set factor-based, scale_set platform-default, scale_set quick-three-level
gettext_noop('Moderate')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Improve where it is simple; decide and note the reason.')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Plan measures with an owner and a date.')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Very high')
# Translators: reference data, scale_set factor-based, scale_set platform-default
gettext_noop('Act now: interim measures first, then lasting ones.')
# Translators: reference data, scale_set factor-based
gettext_noop('Availability of the means')
# Translators: reference data, scale_set factor-based
gettext_noop('How available are the means for this kind of attack to people in general?')
# Translators: reference data, scale_set factor-based
gettext_noop('Practically nobody outside state bodies has them.')
# Translators: reference data, scale_set factor-based
gettext_noop('Rare and closely controlled.')
# Translators: reference data, scale_set factor-based
gettext_noop('Controlled, yet obtained now and then by people who should not have them.')
# Translators: reference data, scale_set factor-based
gettext_noop('Many people have them for ordinary reasons.')
# Translators: reference data, scale_set factor-based
gettext_noop('Everybody has them in daily life.')
# Translators: reference data, scale_set factor-based
gettext_noop('Occurrence of this kind of attack')
# Translators: reference data, scale_set factor-based
gettext_noop('How often is this kind of attack seen at places like this one?')
# Translators: reference data, scale_set factor-based
gettext_noop('Not known from any comparable place.')
# Translators: reference data, scale_set factor-based
gettext_noop('Rare, and long ago or far away.')
# Translators: reference data, scale_set factor-based
gettext_noop('Has happened at comparable places in Europe in the last ten years.')
# Translators: reference data, scale_set factor-based
gettext_noop('Has happened or was prevented in this country in the last five years.')
# Translators: reference data, scale_set factor-based
gettext_noop('Has happened, was prevented or was announced in this region lately.')
# Translators: reference data, scale_set factor-based
gettext_noop('How easy it would be here')
# Translators: reference data, scale_set factor-based
gettext_noop('With the measures of today, how much stands in the way? A high score means that little does.')
# Translators: reference data, scale_set factor-based
gettext_noop('Very difficult: several good measures would have to fail.')
# Translators: reference data, scale_set factor-based
gettext_noop('Difficult: good measures for most of the site and the day.')
# Translators: reference data, scale_set factor-based
gettext_noop('Middling: covered in part, with known gaps.')
# Translators: reference data, scale_set factor-based
gettext_noop('Easy: a few weak measures.')
# Translators: reference data, scale_set factor-based
gettext_noop('Very easy: nothing stands in the way.')
# Translators: reference data, scale_set factor-based
gettext_noop('Life and health')
# Translators: reference data, scale_set factor-based
gettext_noop('How many people would be hurt, and how badly?')
# Translators: reference data, scale_set factor-based
gettext_noop('Nobody seriously injured.')
# Translators: reference data, scale_set factor-based
gettext_noop('A few people injured.')
# Translators: reference data, scale_set factor-based
gettext_noop('Many injured; people may die.')
# Translators: reference data, scale_set factor-based
gettext_noop('Several people die.')
# Translators: reference data, scale_set factor-based
gettext_noop('Very many people die or are injured.')
# Translators: reference data, scale_set factor-based
gettext_noop('Object')
# Translators: reference data, scale_set factor-based
gettext_noop('What would happen to buildings, technical systems and things of cultural value?')
# Translators: reference data, scale_set factor-based
gettext_noop('Scratches; used again the same day.')
# Translators: reference data, scale_set factor-based
gettext_noop('Damage repaired within days.')
# Translators: reference data, scale_set factor-based
gettext_noop('A part is unusable for weeks.')
# Translators: reference data, scale_set factor-based
gettext_noop('Large parts are unusable for months.')
# Translators: reference data, scale_set factor-based
gettext_noop('Destroyed, or lost for good.')
# Translators: reference data, scale_set factor-based
gettext_noop('Money')
# Translators: reference data, scale_set factor-based
gettext_noop("What would repair, loss of income and care cost, measured by the town's yearly budget?")
# Translators: reference data, scale_set factor-based
gettext_noop('Paid from the running budget without noticing.')
# Translators: reference data, scale_set factor-based
gettext_noop('Noticed by one department.')
# Translators: reference data, scale_set factor-based
gettext_noop('The council has to find money.')
# Translators: reference data, scale_set factor-based
gettext_noop('Other projects are stopped for it.')
# Translators: reference data, scale_set factor-based
gettext_noop('Beyond the means of the town.')
# Translators: reference data, scale_set factor-based
gettext_noop('Functioning of the community')
# Translators: reference data, scale_set factor-based
gettext_noop('How would daily life, trust and public services suffer?')
# Translators: reference data, scale_set factor-based
gettext_noop('Daily life goes on after hours.')
# Translators: reference data, scale_set factor-based
gettext_noop('One service or street is disturbed for days.')
# Translators: reference data, scale_set factor-based
gettext_noop('People avoid the place for weeks; events are called off.')
# Translators: reference data, scale_set factor-based
gettext_noop('Services fail or fear changes daily life for months.')
# Translators: reference data, scale_set factor-based
gettext_noop('The whole country is affected.')
# Translators: reference data, scale_set platform-default
gettext_noop('Five levels (platform default, not the EU VAT scale)')
# Translators: reference data, scale_set platform-default
gettext_noop('Proposed by the platform (METHODOLOGY 3.6); the scale of the EU Vulnerability Assessment Tool was not available.')
# Translators: reference data, scale_set platform-default
gettext_noop("This is the platform's default, not the EU VAT scale. The level comes from the table, not from multiplying; an open score keeps the result open and never makes it low.")
# Translators: reference data, scale_set quick-three-level
gettext_noop('Three levels for a quick assessment (platform default, not the EU VAT scale)')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Proposed by the platform for one person and one hour (METHODOLOGY 10.5).')
# Translators: reference data, scale_set quick-three-level
gettext_noop("This is the platform's default for a quick start, not the EU VAT scale. It shows where to look closer; the full assessment then uses five levels.")
# Translators: reference data, scale_set quick-three-level
gettext_noop('How likely is this here, given the measures that are in place today?')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Hard to do here, or well covered by what is in place.')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Easy to do here with little in its way, or something points to this place.')
# Translators: reference data, scale_set quick-three-level
gettext_noop('At most a few people injured; closed for hours.')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Severe or worse')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Several or many people die; long disruption and lasting fear.')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Improve where it is simple; look closer in a full assessment.')
# Translators: reference data, scale_set quick-three-level
gettext_noop('Begin with interim measures and start a full assessment.')
# Translators: reference data, scale_set quick-three-level
gettext_noop('A proposal from the quick assessment; please look at it again on the finer scale.')
