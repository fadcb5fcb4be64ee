/**
 * The names of columns in HR exports, by what the column holds, the likeliest first. Letter case,
 * marks and punctuation do not count.
 */
export const columnNames = {
  externalId: [
    'Employee ID, EmployeeNumber, Employee No, Employee #, Employee Code, Employee Reference, Employee Ref, Emp ID, Emp No, Emp Code, Emp Ref',
    'EEID, EMPLID, Employee XRefCode, Employee ID in company, Worker ID, Person Number, Person ID, Personnel Number, Personnel No, PERNR',
    'Associate ID, Associate OID, File Number, Staff ID, Staff Number, Staff Code, Works Number, Payroll ID, Payroll Number, Colleague ID',
    "Person ID External, External ID, HR ID, Workday ID, Worker's Employee ID, Person Ref",
    'Personalnummer, Personal-Nr., Personal Nr, PersNr, Pers.Nr., Mitarbeiternummer, Mitarbeiter-ID, Mitarbeiter-Nr., MA-Nr., MA-Nummer',
    'Stammnummer, Matricule, Numéro de matricule, N° matricule, Matricule salarié, Numéro employé, ID salarié, Code salarié, Numéro salarié',
    'ID collaborateur, Número de empleado, Nº empleado, N.º de empleado, Núm. empleado, ID empleado, Código empleado, Código de empleado',
    'Código trabajador, Nº trabajador, Legajo, Personeelsnummer, Medewerkernummer, Medewerkercode, Werknemersnummer, Werknemernummer',
    'Personeelsnr, Medewerker ID, Matricola, Numero matricola, Codice matricola, Codice dipendente, Cod. dipendente, Cod. dip., ID dipendente',
    'Numero dipendente, ID utilisateur, User ID, WID, ID',
  ],
  userName: [
    'User Principal Name, UPN, User Name, Login, Login Name, Logon Name, Network ID, Account Name, AD Account, sAMAccountName, OPRID',
    'Benutzername, Benutzer, Benutzerkonto, Benutzer-ID, Benutzerkennung, Windows-Benutzer, SAP-Benutzername, Anmeldename, Kontoname',
    "Nom d'utilisateur, Identifiant, Nombre de usuario, Usuario, Gebruikersnaam, Inlognaam, Nome utente, Utente, User ID",
  ],
  givenName: [
    'First Name, Given Name, Legal First Name, Legal Name - First Name, Forename, Forenames, Preferred First Name, Vorname',
    'Vorname (rechtmäßig), Rufname, Prénom, Prénom usuel, Prénom du salarié, Nombre, Nombres, Voornaam, Roepnaam, Nome',
  ],
  familyName: [
    'Last Name, Family Name, Surname, Legal Last Name, Legal Name - Last Name, Preferred Last Name, Nachname, Nachname (rechtmäßig)',
    "Familienname, Zuname, Nom d'usage, Nom de famille, Nom du salarié, Apellidos, Apellido, Primer apellido, Achternaam samengesteld",
    'Achternaam, Familienaam, Cognome, Nom',
  ],
  familyPrefix: ['Voorvoegsel, Voorvoegsels, Tussenvoegsel, Namenszusatz, Vorsatzwort'],
  secondFamilyName: ['Segundo apellido, Second Last Name'],
  middleName: ['Middle Name, Legal Middle Name, Zweiter Vorname, Deuxième prénom, Segundo nombre, Secondo nome'],
  honorificPrefix: ['Title, Titel, Salutation, Anrede, Civilité, Tratamiento, Aanhef, Titolo, Name Prefix, Prefix'],
  displayName: [
    'Display Name, Full Name, Worker, Employee, Worker Name, Employee Name, Formatted Name, Formal Name, Legal Name, Preferred Name',
    'Payroll Name, Last Name First Name, Anzeigename, Vollständiger Name, Mitarbeiter, Name des Mitarbeiters, Name Vorname',
    'Vor- und Nachname, Nom complet, Nom et prénom, Nombre completo, Apellidos y nombre, Volledige naam, Weergavenaam, Nome completo',
    'Cognome e nome, Nome e cognome, Nominativo, Name, Naam, Nombre, Nome, Nom',
  ],
  nickName: ['Nickname, Known As, Spitzname, Surnom, Apodo, Bijnaam, Soprannome'],
  title: [
    'Job Title, Business Title, Position Title, Position (Position Title), Job Title Description, Position Text, Work Assignment Job, JOB_NAME',
    'Title, Position Description, Job, Position, Stellenbezeichnung, Bezeichnung Planstelle, Position/Stelle, Funktion, Planstelle',
    'Berufsbezeichnung, Tätigkeit, Intitulé du poste, Intitulé de poste, Libellé emploi, Emploi occupé, Poste, Fonction, Emploi, Puesto',
    'Cargo, Puesto de trabajo, Functie, Functietitel, Functienaam, Mansione, Qualifica, Ruolo, Posizione',
  ],
  userType: [
    'Worker Type, Employee Type, Employment Type, Employee Class, Worker Category, Person Type, USER_PERSON_TYPE, System Person Type',
    'Beschäftigungsart, Mitarbeitergruppe, Anstellungsart, Type de contrat, Tipo de contrato, Tipo contratto, Tipo de empleado',
    'Contracttype, Type dienstverband, Worker Category Description',
  ],
  preferredLanguage: ['Preferred Language, Language, Sprache, Korrespondenzsprache, Langue, Idioma, Taal, Lingua'],
  mail: [
    'Work Email, Work E-mail, Email - Work, E-mail work, Primary Work Email, Work Contact: Work Email, Business Email, Business Email Address',
    'Company Email, WORK_EMAIL, E-Mail dienstlich, Dienstl. E-Mail, Dienstliche E-Mail, E-Mail geschäftlich, E-Mail (geschäftlich)',
    'Geschäftliche E-Mail-Adresse, Courriel professionnel, E-mail professionnel, Mail pro, Email corporativo, Zakelijk e-mailadres',
    'E-mailadres zakelijk, Werk e-mail, E-mail werk, Email aziendale, Primary Email, Communication ID, Email Information Email Address',
    'Email, E-mail, Mail, Email ID, Email Address, E-mail Address, Emailaddress, E-Mail-Adresse, Adresse e-mail, Adresse électronique',
    'Courriel, Correo electrónico, Correo, E-mailadres, Posta elettronica, Indirizzo email',
  ],
  phone: [
    'Work Phone, Office Phone, Business Phone, Primary Work Phone, Work Telephone, Work Contact: Work Phone, Business Phone Number',
    'Biz Phone, Telefon geschäftlich, Diensttelefon, Téléphone professionnel, Teléfono de trabajo, Telefoon werk, Telefono ufficio',
    'Phone, Phone Number, Telephone, Telephone Number, Telefon, Telefonnummer, Tel., Téléphone, Teléfono, Telefoon, Telefoonnummer, Telefono',
  ],
  streetAddress: [
    'Work Street, Office Address, Work Address, Street Address, Street, Address Line 1, Straße, Straße und Hausnummer, Adresse, Rue',
    'Dirección, Calle, Straat, Adres, Indirizzo, Via',
  ],
  locality: [
    'Work City, Office City, Location City, Arbeitsort, City, Town, Ort, Stadt, Ville, Ciudad, Localidad, Plaats, Stad, Città',
  ],
  region: ['Work State, State, Province, State/Province, Bundesland, Kanton, Provincia, Provincie'],
  postalCode: [
    'Work Zip, Work Postal Code, Postal Code, Zip, Zip Code, Postcode, PLZ, Postleitzahl, Code postal, Código postal, CAP',
  ],
  country: [
    'Work Country, Location Country, Country Code, Country, Country/Region, Country ISO2, Ländercode, Land, Länderschlüssel, Pays, Code pays',
    'País, Paese, Nazione',
  ],
  costCenter: [
    'Cost Center, Cost Centre, Cost Center Code, Cost Center ID, Kostenstelle, KST, Centre de coûts, Centre de coût, Centro de coste',
    'Centro de costes, Kostenplaats, Centro di costo, Home Cost Number Code',
  ],
  organization: [
    'Company Name, Company (Label), Legal Entity Name, Legal Employer Name, Company, Legal Entity, LEGAL_EMPLOYER, Organization, Entity',
    'Firma, Gesellschaft, Unternehmen, Buchungskreis, Société, Entreprise, Entité légale, Empresa, Sociedad, Bedrijf, Werkgever, Azienda',
    'Società, Ragione sociale',
  ],
  division: [
    'Division, Business Unit, BUSINESS_UNIT_NAME, Geschäftsbereich, Bereich, Direction, División, Divisie, Divisione',
  ],
  department: [
    'Department Name, Department Description, Department (Label), DEPTNAME, Home Department Description, Department, Home Department, Dept',
    'Supervisory Organization, Org. Unit Text, Organization unit, Abteilung, Abt., Bezeichnung Organisationseinheit, Aufsichtsorganisation',
    'Organisationseinheit, Département, Libellé service, Service, Departamento, Omschrijving afdeling, Afdeling, Organisatorische eenheid',
    'Reparto, Dipartimento, Ufficio',
  ],
  manager: [
    "Manager ID, Manager's ID, Manager Employee ID, Worker's Manager ID, Manager Person Number, Manager Employee Number, Manager Number",
    'Manager Reference, Employee Manager XRefCode, Manager User Sys ID, Manager User ID, Supervisor ID, Supervisor EID, Supervisor Employee ID',
    'Supervisor (User ID), Pers.No. of Superior, Immediate superior, Reports To, Reports To Associate ID, Reports To Position ID, Reports To ID',
    "Line Manager ID, Manager Email, Supervisor Email, Manager, Supervisor, Line Manager, Worker's Manager, Manager Name, Reports To Name",
    'Vorgesetzter, Vorgesetzte, Vorges., Vorgesetzter ID, Vorgesetzter (ID), Personalnummer Vorgesetzter, Personalnummer des Vorgesetzten',
    'Vorgesetzter E-Mail, Vorgesetzter (E-Mail), Vorgesetztennummer, Führungskraft, Führungskraft-ID, Matricule du responsable',
    'Matricule responsable, Matricule du manager, Manager (matricule), Responsable, Responsable hiérarchique, ID responsable, N+1',
    'ID del responsable, Número de empleado del responsable, Nº empleado del responsable, Jefe directo, Leidinggevende',
    'Personeelsnummer leidinggevende, Leidinggevende ID, Manager persnr, Responsabile, Matricola responsabile, ID responsabile',
  ],
  status: [
    'Worker Status, Employee Status, Status, Employment Status, Active Status, Position Status, Assignment Status, ASSIGNMENT_STATUS',
    'Assignment Status Type, Employment Status Description, Employment Status Code, Employee Status (Picklist Label), Lifecycle status',
    'EMPL_STATUS, HR_STATUS, Active, Is Active, Currently Active, Beschäftigungsstatus, Status Beschäftigung, Mitarbeiterstatus',
    "Aktiver Status, Aktiv, Statut, Statut de l'employé, Etat, Situation, Actif, Estado, Situación, Activo, Actief, Indicatie in dienst",
    'Dienstverbandstatus, Stato, Attivo, STAT2',
  ],
  terminated: [
    'Terminated, Inactive, Is Terminated, Leaver, Ausgeschieden, Inaktiv, Sorti, Inactivo, Geblokkeerd, Cessato',
  ],
  hireDate: [
    'Hire Date, Most Recent Hire Date, Last Hire, Date of Hire, Date Hired, HIRE_DT, Hired, Entry Date, Date Joined, Employed from',
    "Original Hire Date, Employment Start Date, Latest Start Date, Eintrittsdatum, Eintritt, Einstellungsdatum, Date d'entrée, Date entrée",
    "Date d'embauche, Date embauche, Fecha de alta, Fecha de contratación, Fecha de ingreso, Datum in dienst, Indiensttreding",
    'Begindatum dienstverband, Data di assunzione, Data assunzione, Start Date, Date Start, Fecha de inicio, Startdatum',
  ],
  endDate: [
    'Termination Date, Actual Termination Date, Term Date, Date Terminated, Date of Termination, TERMINATION_DT, Terminated, Date Left',
    'Leaving Date, Employment End Date, Employed to, Last Day of Work, Last Working Day, Austrittsdatum, Austritt, Letzter Arbeitstag',
    'Date de sortie, Date sortie, Date de départ, Fecha de baja, Datum uit dienst, Uitdiensttreding, Einddatum dienstverband',
    'Data di cessazione, Data cessazione, Data fine rapporto, End Date, Date de fin, Fecha de fin, Einddatum',
  ],
} satisfies Record<string, readonly string[]>;

export type ColumnKind = keyof typeof columnNames;

/**
 * Status words by language. What follows a dash, a bracket or a colon explains
 * them; a single letter before it is their code. */
export const statusWords: Readonly<Record<string, { active: string; inactive: string }>> = {
  en: {
    active:
      'active, current, employed, hired, true, yes, on leave, leave, leave of absence, paid leave, unpaid leave, maternity leave, parental leave, sabbatical, working, probation, suspended, future dated',
    inactive:
      'inactive, not active, non-active, terminated, withdrawn, former, left, leaver, retired, retiree, deceased, resigned, dismissed, separated, not employed, no longer employed, employment ended, discarded, false, no',
  },
  de: {
    active: 'aktiv, beschäftigt, elternzeit, in elternzeit, mutterschutz, beurlaubt, abwesend, ruhend, krank, ja, wahr',
    inactive:
      'inaktiv, nicht aktiv, ausgeschieden, ausgetreten, pensioniert, rentner, ruhestand, im ruhestand, verstorben, gekündigt und ausgeschieden, nein, falsch',
  },
  fr: {
    active: 'actif, active, en poste, présent, présente, en congé, congé parental, en activité, oui, vrai',
    inactive:
      'inactif, inactive, non actif, sorti, sortie, parti, partie, retraité, retraitée, démissionnaire, résilié, non, faux',
  },
  es: {
    active:
      'activo, activa, alta, excedencia, de baja médica, baja médica, baja it, baja temporal, baja por maternidad, baja por paternidad, sí, si, verdadero',
    inactive:
      'inactivo, inactiva, no activo, baja, baja voluntaria, baja definitiva, baja por jubilación, cesado, cesada, jubilado, jubilada, no, falso',
  },
  nl: {
    active: 'actief, in dienst, met verlof, ziek, ja, waar',
    inactive: 'inactief, niet actief, uit dienst, niet in dienst, uitgetreden, gepensioneerd, overleden, nee, onwaar',
  },
  it: {
    active: 'attivo, attiva, in forza, in servizio, in congedo, in aspettativa, maternità, sì, vero',
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
export const checkboxWords = 'x, true, yes, y, 1, ja, j, wahr, oui, o, vrai, sí, si, s, verdadero, sì, vero';

/** Words of columns about another person, another time or a private matter. */
export const excludedWords = [
  'emergency, spouse, partner, birth, home, private, personal, alternate, next of kin, beneficiary, father, mother, child, marital, dependent',
  'recruiter, maiden, bank, iban, salary, background, visa, permit, passport, citizenship, nationality, insurance, social security, ssn, tax',
  'ni number, badge, mentor, former, previous, legacy, second, hrbp, buddy, backup, privat, notfall, geburts, ehegatte, gehalt, steuer, sv',
  'urgence, naissance, conjoint, domicile, perso, personnel, salaire, insee, particular, emergencia, nacimiento, dni, nif, nie, emergenza',
  'nascita, personale, codice fiscale, prive, noodgeval, geboorte, bsn',
];

/** Words that say nothing of what a column holds. */
export const ignoredWords =
  "worker, worker's, employee, emp, mitarbeiter, legal, primary, person, work, salarie, empleado, medewerker, dipendente";

/** Words of a manager's column whose name is in no list. */
export const managerWords =
  'manager, supervisor, superior, vorgesetzter, vorgesetzte, vorgesetzten, führungskraft, responsable, jefe, leidinggevende, responsabile, reports to';
/** Words of columns about another relation than that to the direct manager. */
export const notDirectManagerWords =
  'level, functional, matrix, dotted, skip, hr, cost, is, project, span, count, second, center, centre';

/** First words of a file's last lines. */
export const footerWords = [
  'grand total, total, totals, record count, records, number of, end of, report generated, generated, run date, confidential, summe, gesamt',
  'anzahl, ende, nombre de, fin du, fin de, total de, totaal, aantal, einde, totale, fine, numero di, número de, datensätze, stand',
];

/** Texts that HR systems write for an empty field, or for a date that never comes. */
export const emptyTexts = [
  'NULL, (null), None, nan, NaT, N/A, #N/A, #NV, -, --, (blank), NO_MANAGER, NO_HR, 00.00.0000, 0000-00-00, 00000000, 00/00/0000',
  '1900-01-01, 01.01.1900, 01/01/1900, 1/1/1900, 0001-01-01, 31.12.9999, 31.12.99, 9999-12-31, 99991231, 12/31/9999, 31/12/9999',
  '31-12-9999, 4712-12-31, 4712/12/31, 31-DEC-4712, 12/31/4712, 31/12/4712, 2958465',
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
