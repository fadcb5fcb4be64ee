/**
 * The names of columns in HR exports, by what the column holds, the likeliest first. Letter case,
 * marks and punctuation do not count.
 */
export const columnNames = {
  externalId: [
    'Worker ID, WID, Employee ID, EmployeeNumber, Employee Number, Employee No, Employee #, Emp ID, EmpID, Emp No',
    'Person ID, Person Number, PERSON_NUMBER, Personnel Number, Personnel No, PERNR, Associate ID, Position ID, File Number',
    'Staff ID, Staff Number, Payroll ID, Person ID External, personIdExternal, External ID, HR ID, Workday ID, Assignment Number',
    "Worker's Employee ID, Personalnummer, Personal-Nr., Personal Nr, PersNr, Pers.Nr., Pers.-Nr., Mitarbeiternummer, Mitarbeiter-ID",
    'Mitarbeiter ID, Mitarbeiter-Nr., Matricule, Numéro de matricule, N° matricule, Matricule salarié, Numéro employé, ID salarié',
    'Número de empleado, Nº empleado, N.º de empleado, ID empleado, Código empleado, Código de empleado, Legajo',
    'Personeelsnummer, Medewerkernummer, Werknemersnummer, Personeelsnr, Medewerker ID, Matricola, Numero matricola',
    'Codice dipendente, ID dipendente, Numero dipendente, Person Ref, Associate OID, Colleague ID, User ID, ID',
  ],
  userName: [
    'User Principal Name, UPN, User Name, Username, Login, Login Name, Logon Name, Network ID, Account, Account Name, sAMAccountName',
    "Benutzername, Benutzer, Anmeldename, Kontoname, Nom d'utilisateur, Identifiant, Nombre de usuario, Usuario, Gebruikersnaam",
    'Inlognaam, Nome utente, Utente, User ID',
  ],
  givenName: [
    'First Name, Given Name, Legal First Name, Forename, Preferred First Name, Vorname, Rufname, Prénom, Nombre, Nombres',
    'Voornaam, Roepnaam, Nome',
  ],
  familyName: [
    'Last Name, Family Name, Surname, Legal Last Name, Preferred Last Name, Nachname, Familienname, Zuname, Nom de famille, Nom',
    'Apellidos, Apellido, Achternaam, Familienaam, Cognome',
  ],
  honorificPrefix: ['Title, Titel, Salutation, Anrede, Civilité, Tratamiento, Aanhef, Titolo, Name Prefix, Prefix'],
  middleName: ['Middle Name, Legal Middle Name, Zweiter Vorname, Deuxième prénom, Segundo nombre, Secondo nome'],
  displayName: [
    'Display Name, Full Name, Worker, Worker Name, Employee Name, Formatted Name, Legal Name, Preferred Name, Payroll Name',
    'Anzeigename, Vollständiger Name, Nom complet, Nombre completo, Volledige naam, Weergavenaam, Nome completo, Nominativo',
    'Name, Naam, Nombre, Nome, Nom',
  ],
  nickName: ['Nickname, Known As, Spitzname, Surnom, Apodo, Bijnaam, Soprannome'],
  title: [
    'Job Title, Title, Business Title, Position Title, Job, JOB_NAME, Job Title Description, Position, Stellenbezeichnung',
    'Position/Stelle, Funktion, Planstelle, Berufsbezeichnung, Tätigkeit, Intitulé du poste, Poste, Fonction, Emploi, Puesto',
    'Cargo, Puesto de trabajo, Functie, Functietitel, Functienaam, Mansione, Qualifica, Ruolo, Posizione',
  ],
  userType: [
    'Worker Type, Employee Type, Employment Type, Employee Class, Worker Category, Person Type, USER_PERSON_TYPE, System Person Type',
    'Beschäftigungsart, Mitarbeitergruppe, Anstellungsart, Type de contrat, Tipo de contrato, Tipo contratto, Tipo de empleado',
    'Contracttype, Type dienstverband, Worker Category Description',
  ],
  preferredLanguage: ['Preferred Language, Language, Sprache, Korrespondenzsprache, Langue, Idioma, Taal, Lingua'],
  mail: [
    'Work Email, Work E-mail, Email - Work, Primary Work Email, Work Contact: Work Email, Business Email, Business Email Address',
    'Company Email, WORK_EMAIL, Email, E-mail, Mail, Email Address, E-mail Address, Email Information Email Address, Emailaddress',
    'E-Mail-Adresse, E-Mail geschäftlich, E-Mail (geschäftlich), Dienstliche E-Mail, Adresse e-mail, Adresse électronique',
    'Courriel, Courriel professionnel, E-mail professionnel, Correo electrónico, Correo, Email corporativo, E-mailadres',
    'Zakelijk e-mailadres, Werk e-mail, Posta elettronica, Email aziendale, Indirizzo email',
  ],
  phone: [
    'Work Phone, Office Phone, Business Phone, Primary Work Phone, Work Telephone, Work Contact: Work Phone, Phone, Phone Number',
    'Business Phone Number, Biz Phone, Telephone, Telephone Number, Telefon, Telefonnummer, Telefon geschäftlich, Diensttelefon',
    'Téléphone, Téléphone professionnel, Teléfono, Teléfono de trabajo, Telefoon, Telefoonnummer, Telefono, Telefono ufficio',
  ],
  streetAddress: [
    'Work Street, Office Address, Street Address, Street, Address Line 1, Strasse, Straße, Straße und Hausnummer, Adresse, Rue',
    'Dirección, Calle, Straat, Adres, Indirizzo, Via',
  ],
  locality: [
    'Work City, Office City, Location City, City, Town, Ort, Stadt, Arbeitsort, Ville, Ciudad, Localidad, Plaats, Stad, Città',
  ],
  region: [
    'Work State, State, Province, State/Province, Region, Bundesland, Kanton, Région, Provincia, Provincie, Regione',
  ],
  postalCode: [
    'Work Zip, Work Postal Code, Postal Code, Zip, Zip Code, Postcode, PLZ, Postleitzahl, Code postal, Código postal, CAP',
  ],
  country: [
    'Country Code, Country, Work Country, Location Country, Ländercode, Land, Länderschlüssel, Pays, Code pays, País, Paese, Nazione',
  ],
  costCenter: [
    'Cost Center, Cost Centre, Cost Center Code, Cost Center ID, Kostenstelle, Centre de coûts, Centre de coût, Centro de coste',
    'Centro de costes, Kostenplaats, Centro di costo, Home Cost Number Code',
  ],
  organization: [
    'Company, Company Name, Legal Entity, LEGAL_EMPLOYER, Legal Employer, Legal Employer Name, Organization, Firma, Gesellschaft',
    'Unternehmen, Buchungskreis, Société, Entreprise, Empresa, Sociedad, Bedrijf, Azienda, Società, Legal Entity Name',
  ],
  division: [
    'Division, Business Unit, BUSINESS_UNIT_NAME, Geschäftsbereich, Bereich, Direction, División, Divisie, Divisione',
  ],
  department: [
    'Department, Department Name, DEPARTMENT_NAME, Home Department, Home Department Description, Supervisory Organization, Dept',
    'Abteilung, Organisationseinheit, Département, Service, Departamento, Afdeling, Reparto, Dipartimento, Ufficio',
  ],
  manager: [
    "Manager ID, Manager's ID, Manager Employee ID, Worker's Manager ID, Manager Person Number, MANAGER_PERSON_NUMBER",
    'Manager Employee Number, Manager User Sys ID, Manager User ID, Supervisor ID, Supervisor Employee ID, Reports To',
    'Reports To Associate ID, Reports To ID, Line Manager ID, Manager Email, Supervisor Email, Manager, Supervisor, Line Manager',
    'Vorgesetzter, Vorgesetzte, Vorgesetzter ID, Vorgesetzter (ID), Personalnummer Vorgesetzter, Vorgesetzter E-Mail, Vorgesetztennummer',
    'Matricule du responsable, Matricule responsable, Matricule du manager, Responsable, ID responsable, ID del responsable',
    'Número de empleado del responsable, Leidinggevende, Personeelsnummer leidinggevende, Leidinggevende ID, Responsabile',
    'Matricola responsabile, ID responsabile',
  ],
  status: [
    'Worker Status, Employee Status, Employment Status, Status, Active Status, Position Status, Assignment Status',
    'ASSIGNMENT_STATUS, Assignment Status Type, Active, Is Active, Employment Status Description, Beschäftigungsstatus, Aktiv',
    'Mitarbeiterstatus, Statut, Situation, Actif, Estado, Situación, Activo, Actief, Dienstverbandstatus, Stato, Attivo, STAT2',
    'Currently Active',
  ],
  notActive: ['Terminated, Inactive, Is Terminated, Ausgeschieden, Inaktiv, Sorti, Inactivo, Cessato'],
  hireDate: [
    'Hire Date, Original Hire Date, Date of Hire, Start Date, Date Start, Employment Start Date, Most Recent Hire Date, Entry Date',
    "Eintrittsdatum, Eintritt, Date d'entrée, Date d'embauche, Fecha de alta, Fecha de contratación, Fecha de inicio, Datum in dienst",
    'Indiensttreding, Startdatum, Data di assunzione, Data assunzione, Latest Start Date, Hire',
  ],
  endDate: [
    'Termination Date, End Date, Last Day of Work, Employment End Date, Last Working Day, Leaving Date, Actual Termination Date',
    'Austrittsdatum, Austritt, Date de sortie, Date de départ, Date de fin, Fecha de baja, Fecha de fin, Datum uit dienst',
    'Uitdiensttreding, Einddatum, Data di cessazione, Data cessazione, Contract End Date, Vertragsende',
  ],
} satisfies Record<string, readonly string[]>;

export type Kind = keyof typeof columnNames;

/** Status words by language. A longer text counts by its first words: `Active - Payroll Eligible`. */
export const statusWords: Readonly<Record<string, { active: string; inactive: string }>> = {
  en: {
    active:
      'active, current, employed, true, yes, on leave, leave, leave of absence, paid leave, unpaid leave, maternity leave, parental leave, sabbatical, working, probation',
    inactive:
      'inactive, not active, non-active, terminated, former, left, leaver, retired, deceased, resigned, dismissed, separated, discarded, false, no',
  },
  de: {
    active: 'aktiv, beschäftigt, elternzeit, in elternzeit, mutterschutz, beurlaubt, ruhend, krank, ja, wahr',
    inactive:
      'inaktiv, nicht aktiv, ausgeschieden, ausgetreten, pensioniert, verstorben, gekündigt und ausgeschieden, nein, falsch',
  },
  fr: {
    active: 'actif, active, en poste, présent, présente, en congé, congé parental, en activité, oui, vrai',
    inactive:
      'inactif, inactive, non actif, sorti, sortie, parti, partie, retraité, retraitée, démissionnaire, non, faux',
  },
  es: {
    active: 'activo, activa, alta, excedencia, de baja médica, baja médica, baja por maternidad, sí, si, verdadero',
    inactive: 'inactivo, inactiva, no activo, baja, cesado, cesada, jubilado, jubilada, no, falso',
  },
  nl: {
    active: 'actief, in dienst, met verlof, ziek, ja, waar',
    inactive: 'inactief, niet actief, uit dienst, gepensioneerd, overleden, nee, onwaar',
  },
  it: {
    active: 'attivo, attiva, in forza, in servizio, in congedo, in aspettativa, sì, vero',
    inactive: 'cessato, cessata, inattivo, inattiva, non attivo, in pensione, dimesso, dimessa, licenziato, no, falso',
  },
};

/**
 * Status words of one letter or digit. The list that knows the most words of a column counts. The
 * last are STAT2 of SAP HCM (3 active, 1 inactive but employed, 2 retired, 0 withdrawn).
 */
export const statusCodes: readonly { active: string; inactive: string }[] = [
  { active: 'y', inactive: 'n' },
  { active: 'j', inactive: 'n' },
  { active: 'o', inactive: 'n' },
  { active: 's', inactive: 'n' },
  { active: '1', inactive: '0' },
  { active: 't', inactive: 'f' },
  { active: 'a, l, p', inactive: 't, r, d, u, q, i' },
  { active: '3', inactive: '0, 2' },
];

/** Words that tick a box: an empty field means no. */
export const tickWords = 'x, true, yes, y, 1, ja, j, wahr, oui, o, vrai, sí, si, s, verdadero, sì, vero';

/** Words of columns about another person, another time or a private matter. */
export const otherMatters =
  'emergency, spouse, partner, birth, home, private, personal mail, personal email, personal phone, privat, notfall, geburt, geburts, ehegatte, ' +
  'urgence, naissance, conjoint, domicile, personnel, emergencia, nacimiento, emergenza, nascita, personale, prive, noodgeval, geboorte, marital, ' +
  'dependent, bank, iban, salary, gehalt, salaire, background, visa, matrix, mentor, former, previous, second, hrbp';

/** Words that say nothing of what a column holds. */
export const fillWords =
  "worker, worker's, employee, emp, mitarbeiter, legal, primary, person, current, work, salarie, empleado, medewerker, dipendente";

/** Words of a manager's column whose name is in no list. */
export const managerWords =
  'manager, supervisor, vorgesetzter, vorgesetzte, vorgesetzten, führungskraft, responsable, jefe, leidinggevende, responsabile, reports to';

/** First words of a file's last lines. */
export const footerWords = [
  'grand total, total, record count, records, number of, end of, report generated, generated, run date, summe, gesamt, anzahl, ende',
  'nombre de, fin du, fin de, total de, totaal, aantal, einde, totale, fine, numero di, número de, datensätze, stand',
];

/** Texts that HR systems write for an empty field, or for a date that never comes. */
export const emptyTexts = [
  'NULL, (null), N/A, #N/A, #NV, -, --, (blank), NO_MANAGER, NO_HR, 00.00.0000, 0000-00-00, 00000000, 00/00/0000, 31.12.9999',
  '9999-12-31, 99991231, 12/31/9999, 31/12/9999, 31-12-9999, 4712-12-31, 4712/12/31, 31-DEC-4712, 12/31/4712, 31/12/4712',
];

/** Forms of address. They are no job titles. */
export const honorifics =
  'mr, mrs, ms, miss, mx, dr, prof, prof dr, sir, herr, frau, dipl ing, m, mme, mlle, monsieur, madame, sr, sra, srta, don, doña, dhr, mevr, mw, dott, dott ssa, sig, sig ra, ing';

/** The time zone in which most people of a country live. */
export const timeZones: Readonly<Record<string, string>> = {
  DE: 'Europe/Berlin',
  AT: 'Europe/Vienna',
  CH: 'Europe/Zurich',
  FR: 'Europe/Paris',
  ES: 'Europe/Madrid',
  IT: 'Europe/Rome',
  NL: 'Europe/Amsterdam',
  BE: 'Europe/Brussels',
  LU: 'Europe/Luxembourg',
  GB: 'Europe/London',
  IE: 'Europe/Dublin',
  PL: 'Europe/Warsaw',
  US: 'America/New_York',
  CA: 'America/Toronto',
  MX: 'America/Mexico_City',
  BR: 'America/Sao_Paulo',
  IN: 'Asia/Kolkata',
  SG: 'Asia/Singapore',
  JP: 'Asia/Tokyo',
  AU: 'Australia/Sydney',
};

/** Splits lists of words as this file writes them. */
export const listWords = (words: string | readonly string[]): string[] =>
  (typeof words === 'string' ? [words] : words).flatMap((line) => line.split(', '));
