package dou

import "github.com/backpay/backpay/internal/dataset"

// The answers on offer in all waves, and what they are in the words of package taxonomy. Free text is not
// here: it goes through taxonomy.

// experience is in years.
var experience = map[string]float64{
	"меньше 3 месяцев": .1, "10 и более лет": 10,
	"менше 3 місяців": .1, "3 місяці": .25, "півроку": .5, "10 і більше років": 10,
	"до року": .5, "від 1 до 3 років": 2, "від 4 до 6 років": 5, "від 7 до 10 років": 8.5, "понад 10 років": 10,
	"1-3 роки": 2, "4-6 років": 5, "7-10 років": 8.5, "10+ років": 10, "15 і більше років": 15,
}

// notWorking are the statuses of people without full-time work at present; what the others do, taxonomy knows.
var notWorking = map[string]dataset.Reason{
	"Працюю part-time":                                                             dataset.PartTime,
	"Втратив(-ла) роботу і шукаю нову":                                             dataset.NotEmployed,
	"Втратив(-ла) роботу / звільнився(-лася) і шукаю нову":                         dataset.NotEmployed,
	"Зараз в неоплачуваній відпустці / бенчі":                                      dataset.NotEmployed,
	"Зараз на бенчі / в неоплачуваній відпустці":                                   dataset.NotEmployed,
	"Працював(-ла) в IT, нині на військовій службі":                                dataset.NotEmployed,
	"Тимчасово не працюю і не шукаю роботу (sabbatical, декрет, волонтерство etc)": dataset.NotEmployed,
}

// cities are the cities on offer, in Russian and Ukrainian, under their names in GeoNames.
var cities = map[string]string{
	"Киев": "Kyiv", "Харьков": "Kharkiv", "Львов": "Lviv", "Днепр": "Dnipro", "Одесса": "Odesa",
	"Винница": "Vinnytsya", "Запорожье": "Zaporizhzhya", "Николаев": "Mykolayiv", "Ивано-Франковск": "Ivano-Frankivsk",
	"Черкассы": "Cherkasy", "Черновцы": "Chernivtsi", "Житомир": "Zhytomyr", "Тернополь": "Ternopil",
	"Хмельницкий": "Khmelnytskyi", "Чернигов": "Chernihiv", "Полтава": "Poltava", "Сумы": "Sumy", "Херсон": "Kherson",
	"Ужгород": "Uzhhorod", "Ровно": "Rivne", "Луцк": "Lutsk", "Кировоград": "Kropyvnytskyi", "Кропивницкий": "Kropyvnytskyi",
	"Мариуполь": "Mariupol", "Кривой Рог": "Kryvyy Rih",

	"Київ": "Kyiv", "Харків": "Kharkiv", "Львів": "Lviv", "Дніпро": "Dnipro", "Одеса": "Odesa",
	"Вінниця": "Vinnytsya", "Запоріжжя": "Zaporizhzhya", "Миколаїв": "Mykolayiv", "Івано-Франківськ": "Ivano-Frankivsk",
	"Черкаси": "Cherkasy", "Чернівці": "Chernivtsi", "Тернопіль": "Ternopil", "Хмельницький": "Khmelnytskyi",
	"Чернігів": "Chernihiv", "Суми": "Sumy", "Рівне": "Rivne", "Луцьк": "Lutsk", "Кропивницький": "Kropyvnytskyi",
	"Маріуполь": "Mariupol", "Кривий Ріг": "Kryvyy Rih",
}

// work is what a title stands for.
type work struct {
	roles []string
	level string
	other bool // outside the software trade
}

func role(code, level string) work { return work{roles: []string{code}, level: level} }

var other = work{other: true}

// works are the titles on offer up to 2022, in lower case: until 2020 occupation and level in one, in June
// 2022 the level of a developer or tester, or the occupation of the others.
var works = map[string]work{
	"junior software engineer": role("developer", "entry"), "software engineer": role("developer", "mid"),
	"senior software engineer": role("developer", "senior"), "technical lead": role("developer", "staff"),
	"team lead": role("developer", "staff"), "team/technical lead": role("developer", "staff"),
	"tech lead": role("developer", "staff"), "intern/trainee": role("developer", "entry"),
	"junior": role("developer", "entry"), "middle": role("developer", "mid"), "senior": role("developer", "senior"),
	"architect": role("architect", ""), "system architect": role("architect", ""),
	"director of engineering / program director": role("engineering-manager", ""),
	"director of engineering":                    role("engineering-manager", ""),
	"cto":                                        role("executive", ""),

	"junior qa engineer": role("qa", "entry"), "junior qa": role("qa", "entry"), "qa engineer": role("qa", "mid"),
	"senior qa engineer": role("qa", "senior"), "qa tech lead": role("qa", "staff"), "qa manager": role("qa", ""),
	"manager": role("qa", ""), "head": role("qa", "principal"),

	"data scientist / data analyst":     {roles: []string{"data-scientist", "data-analyst"}},
	"data scientist":                    role("data-scientist", ""),
	"data science":                      role("data-scientist", ""),
	"data analyst":                      role("data-analyst", ""),
	"product analyst":                   role("data-analyst", ""),
	"bi analyst":                        role("data-analyst", ""),
	"bi engineer":                       role("data-engineer", ""),
	"data engineer":                     role("data-engineer", ""),
	"data engineer / big data engineer": role("data-engineer", ""),
	"machine learning engineer":         role("ml", ""),
	"computer vision engineer":          role("ml", ""),
	"devops":                            role("devops", ""),
	"devops engineer":                   role("devops", ""),
	"site reliability engineer":         role("sre", ""),
	"sysadmin":                          role("sysadmin", ""),
	"dba":                               role("dba", ""),
	"security specialist":               role("security", ""),
	"html coder":                        role("frontend", ""),
	"game developer":                    role("game", ""),
	"hardware engineer":                 role("hardware", ""),
	"support":                           role("support", ""),
	"researcher":                        role("research", ""),
	"research engineer":                 role("research", ""),
	"erp / crm":                         role("erp", ""),
	"erp/crm":                           role("erp", ""),
	"business analyst":                  role("business-analyst", ""),
	"system analyst":                    role("business-analyst", ""),
	"project manager":                   role("project-manager", ""),
	"senior project manager / program manager": role("project-manager", "senior"),
	"program manager":                          role("project-manager", ""),
	"program director":                         role("project-manager", ""),
	"delivery manager":                         role("project-manager", ""),
	"scrum master":                             role("project-manager", ""),
	"product manager":                          role("product-manager", ""),
	"product owner":                            role("product-manager", ""),
	"designer":                                 role("designer", ""),
	"ui / ux designer":                         role("designer", ""),
	"product designer":                         role("designer", ""),
	"web designer":                             role("designer", ""),
	"technical writer":                         role("technical-writer", ""),

	"hr": other, "hr manager": other, "hr director": other, "hr business partner": other, "recruiter": other,
	"talent researcher": other, "talent researcher / sourcer": other, "talent acquisition manager": other,
	"people partner / happiness manager": other, "employer brand manager": other,
	"marketing": other, "marketing manager": other, "digital marketing manager": other, "product marketing manager": other,
	"email marketing specialist": other, "chief marketing officer (cmo)": other, "seo specialist": other,
	"ppc specialist": other, "smm manager": other, "pr manager": other, "media buyer": other, "link builder": other,
	"copywriter": other, "sales manager": other, "account manager": other, "customer success": other,
	"ceo, (co-) founder": other,
	"game designer":      other, "game economy designer": other, "graphic designer": other, "art director": other,
	"2d artist": other, "3d artist": other, "concept artist": other, "technical artist": other, "vfx artist": other,
	"animator": other, "illustrator": other, "sound designer": other,
}

// The answers that say nothing of the facet they are asked for.
var (
	noLevel    = map[string]string{"Немає тайтлу": "", "Manager": "", "Architect": ""}
	noRole     = map[string]string{"Other": ""} // among the specialities of developers
	noIndustry = map[string]string{"Стартап": "", "Другая": "", "Інша": "", "Фриланс": ""}
	noSize     = map[string]string{"свыше 1000 человек": "", "понад 1000": "", // may be any of three bands
		"працюю на іноземного роботодавця, в Україні він не має сформованої команди": ""}
	noEmployment = map[string]string{"Інше": ""}
)

// plainTitles are the titles since 2024 that say no more than that someone develops software, whatever the words
// in their brackets; a lead who develops is a developer, as in the older waves.
var plainTitles = map[string]string{
	"Software Engineer / Software Developer":                                            "developer",
	"Software Engineer / Developer (frontend, backend, mobile, gamedev, embedded etc )": "developer",
	"Tech Lead / Engineering Lead":                                                      "developer",
	"Engineering Lead":                                                                  "developer",
}

// categories are the categories on offer since 2024 with the role of those whose title says nothing closer;
// Analyst holds business, data and financial analysts, and has none.
var categories = map[string]string{
	"SE": "developer", "QA": "qa", "DevOps": "devops", "SysAdmin": "sysadmin", "DBA": "dba", "Security": "security",
	"Project Mgmt": "project-manager", "Agile Mgmt": "project-manager", "Product Mgmt": "product-manager",
	"UI/UX, Product Design": "designer", "Support": "support", "Technical Support": "support",
	"Tech Leadership": "engineering-manager", "Tech Wr./Lclz": "technical-writer", "Hardware": "hardware",
}

// otherCategories are outside the software trade.
var otherCategories = map[string]bool{
	"HR": true, "Rcrt": true, "LD": true, "Marketing": true, "Brand": true, "Sales": true, "Legal": true,
	"Finance": true, "Finance /Accounting /Internal Audit": true, "Office manager / Admin / Assistant": true,
	"General Leadership": true, "Other mgmt": true, "Artist/Animator": true, "Design": true, "Game design": true,
	"Customer Support": true, "Customer support": true, "Customer Success": true,
}
