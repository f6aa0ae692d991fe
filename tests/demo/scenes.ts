import { readScript } from './script.ts';

/** Three months of an architects' office, in the order in which they happen. */
export const SCENES = readScript(`
#general
ana: Welcome, all. From today on we talk here. What you write stays on our own machines, and works on the train too.
ben +🎉
cleo +🎉
emil: Does it work in the cellar of the town hall?
ana>: Write it there; it goes out when you come up the stairs.
emil +👍

#it-help
emil: The plotter says “cartridge”. Nothing else, just that.
ben^: Which one is blinking?
emil^: All of them.
ben^: Then it is the lid. Lift it, count to five, close it.
emil^: It is drawing. I will never understand this machine.
cleo +😄

#offers
ana: The Hoffmann offer goes out on Friday. {cleo}, could you read the page on maintenance?
cleo: Yes, tomorrow morning. Is the figure still the one from spring?
ben: No, I have a new one. 4.2 percent, and we should say for how long.
cleo>: Good. I will write three years, unless you stop me.
ana +👍

#drawings
layla: First version of the stairs. Three variants:\\n\\n1. **Oak**, open risers\\n2. **Steel**, folded, 8 mm\\n3. **Concrete**, cast in one\\n\\nI like the second, my knees like the first.
ana^: The second, if the landing gets wider.
emil^: 8 mm will ring like a bell. I would take 10.
layla^: 10 it is. New version by noon.
ben +👏

#kitchen
ben: Lunch at one? The place with the blue door has lentils.
cleo: Yes
layla: Save me a seat, I am coming from the site.
emil +🍲
ana +🍲

#site-visits
emil: Mill Lane: the scaffolding is up, the roofers come on Tuesday.
ana: In the rain?
emil: They say they are waterproof.
cleo +😄

@ana ben
ana: Have you got ten minutes for the budget before we talk to the others?
ben: At three. I will bring the sheet, and biscuits.
ana +👍

#offers
ben: Numbers for the school extension:\\n\\n| Part | Offer | Ours |\\n| --- | ---: | ---: |\\n| Shell | 412,000 | 398,000 |\\n| Roof | 96,500 | 101,200 |\\n| Windows | 143,000 | 138,700 |
ana: So we are 13,600 below. I do not trust the windows.
layla>: I asked twice. It is triple glazing, delivered and mounted.
ana: Then I trust the windows.
ben * pins

#general
cleo: The railway is on strike on Thursday. Who has a seat in the car to Mill Lane?
emil: Two, from the north side at half past seven.
layla: One for me, please.
cleo: And me. I will bring coffee.
emil +☕

#drawings
cleo: The town wants the fire doors drawn at 1:20. All of them.
layla: How many are there?
cleo: Thirty-one.
layla: I will need a script and a long evening.
cleo: \`\`\`python\\nfor door in plan.doors(kind="fire"):\\n    sheet.place(door.detail(scale=20))\\n\`\`\`\\nThis did it last year.
layla>: You have saved my evening.
ana +💡

#kitchen
layla: There is cake on the big table. No reason, it is Wednesday.
ben: That is a reason.
emil: There was cake on the big table.
ana +😄
cleo +😄

=Summer party: ana cleo layla
cleo: Just us three, so that it stays a surprise: boat or garden?
layla: Boat, if Emil gets a life vest in his size.
ana: Boat. I will ask for the 19th.
cleo +⛵

#it-help
layla: My screen flickers when the crane outside turns. I am not joking.
ben^: The cable, I think. There is a thicker one in the second drawer.
layla^: It was the cable. The crane is innocent.
ben +✅

#site-visits
ben: Pictures from Orchard Row are in the folder. The cellar is dry, after all.
ana: Best news of the week.
ben * pins

@cleo layla
layla: صباح الخير، هل وصلت عينات البلاط؟
cleo: نعم، هي على طاولتي.
layla: ممتاز، سأمر بعد الاجتماع. The grey one is 30 × 60, isn’t it?
cleo: Yes, and lighter than in the catalogue.

#general
ana: Holidays: please put yours into the calendar by Friday, so that somebody is always here.
emil: Mine are in: last week of August.
ben: Two days in July, long weekends.
cleo: None until the school is done.
ana>: That is not how holidays work, Cleo.
layla +💯

#offers
ana: We got the school. All of it, shell to roof.
ben +🎉
cleo +🎉
emil +🎉
layla: I knew it when they asked about the colour of the handrail.
ana: Thank you, all. Next week it becomes work; today it is cake.
cleo +🍰
ana * pins

#drawings
emil: Section through the north wing. The beam at axis 4 and the duct are in the same place.
cleo^: Which one was there first?
emil^: On paper the duct. In real life the beam.
layla^: I can lower the duct by 12 cm, then the ceiling is at 2.62.
emil^: 2.60 is the least. Do it.
ana +🙏

#kitchen
emil: Who put oat milk into the plotter’s place in the fridge?
ben: The plotter has a place in the fridge?
emil: The paper does. It is the only dry spot in August.
cleo +😂

#site-visits
layla: Mill Lane, second floor: the plaster is on, and it is beautiful. They did the corners by hand.
ana: Tell them. Nobody ever tells them.
layla: I did. The foreman blushed.
ben +❤️

@ana emil
emil: The engineer called. He wants the load of the green roof again, wet.
ana: 180 kg a square metre, it is in the table on page 6.
emil: Found it. He believes it now.

#general
ben: The heating people come on Monday at eight. It will be loud until ten.
cleo: I will work from home, then.
layla: Me too. Call me when the drill stops.
ana +👍

#it-help
ana: I have a new laptop. How do I get my messages onto it?
ben^: Settings, Devices, “Link a device”. Scan the code and compare the four words.
ana^: harvest, lantern, copper, tide. It is done, and everything is there.
ben +✅

#offers
cleo: The pharmacy asks for a second variant with a lift.
ben: A lift costs 58,000 and a parking space.
cleo: They have parking spaces. They have eleven.
ana: Then draw it, and write both figures on page one.
cleo +👍

#drawings
layla: All fire doors are in, 1:20, thirty-one of them.
cleo: Thirty-two. There is one behind the stage.
layla: There is a stage?
cleo +🎭

#kitchen
cleo: First frost on my windscreen. Soup weather.
emil: Pumpkin at noon, I cook.
ana: I wash up.
ben: I eat.
layla +🎃

#site-visits
emil: Orchard Row: the windows are in, all but the round one. It has to come back, it is an egg.
ana: How much of an egg?
emil: 14 mm.
ben: That is an egg.

@ana layla
ana: Your talk about the stairs was the best part of the day. Would you show it to the students next month?
layla: With pleasure. May I bring the steel model?
ana: If two people can carry it.

#general
ana: The visit of the Hoffmanns: Thursday, two o’clock, the large room. {emil} shows the model, {cleo} the figures.
emil +👍
cleo: I have a slide too many. Which one goes?
ben>: The one with the org chart. It is always the one with the org chart.
ana +😄

#offers
ben: The Hoffmanns want to sign before the holidays. They ask for one more figure: what does it cost to heat?
layla: 31 kWh per square metre and year, calculated. Measured at Mill Lane: 29.
ben: “Measured” is a wonderful word. I will put both in.
ana +👍
`);
