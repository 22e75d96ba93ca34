/* absence_words: lists, folded (reading/phrase.h). */
#include "reading/absence_words.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "reading/phrase.h"
#include "base/banned.h"

/* How the subjects of automatic answers begin: no person writes these. */
static const char *const machine_subjects[] = {
	"automatic reply", "automatic response", "automatic answer", "auto-reply", "auto reply",
	"autoreply", "auto response", "auto-response", "autoresponse", "auto-responder",
	"autoresponder", "auto responder", "auto:", "[auto", "(auto", "automated reply",
	"automated response", "automated message", "auto answer", "vacation reply",
	"vacation response", "vacation message", "out of office autoreply", "out of office auto",
	"out of office reply", "out of office response", "out of office notification",
	"ooo reply", "away message", "automatische antwort", "automatische ruckantwort",
	"automatische ruckmeldung", "automatische abwesenheit", "automatische nachricht",
	"autom. antwort", "abwesenheitsnotiz", "abwesenheitsmeldung",
	"abwesenheitsbenachrichtigung", "abwesenheitsagent", "abwesenheitsassistent",
	"reponse automatique", "reponse auto", "message d'absence", "notification d'absence",
	"avis d'absence", "absence du bureau", "message automatique", "respuesta automatica",
	"respuesta automatizada", "mensaje automatico", "contestacion automatica",
	"aviso de ausencia", "risposta automatica", "messaggio automatico",
	"risposta automatizzata", "avviso di assenza", "resposta automatica",
	"mensagem automatica", "automatisch antwoord", "automatische reactie",
	"automatische beantwoording", "afwezigheidsbericht", "afwezigheidsmelding",
	"automatisch bericht", "autosvar", "automatiskt svar", "automatisk svar",
	"franvaromeddelande", "fraværsmeddelelse", "fraværsmelding", "autoodpowiedz",
	"automatyczna odpowiedz", "odpowiedz automatyczna", "automaattinen vastaus",
	"automaticka odpoved", "automatikus valasz", "otomatik yanıt", "otomatik cevap",
	"raspuns automat", "αυτοματη απαντηση", "автоматическ", "автоответ", "自動応答", "自動返信",
	"自动回复", "自动答复", "自動回覆", "자동 회신", "자동 응답",
};

/* So do those of programs, and of people who tell of their holidays. */
static const char *const absence_subjects[] = {
	"out of office", "out of the office", "out-of-office", "ooo", "away from the office",
	"away from my", "away from my desk", "away from my mail", "away from my email", "away from my e-mail",
	"away from my office", "away:", "i am away", "i'm away", "i am out", "i'm out",
	"i am on vacation", "i am on leave", "on vacation", "on leave", "on holiday",
	"on annual leave", "on maternity leave", "annual leave", "no longer with",
	"absence notice", "abwesenheit", "abwesend", "nicht im buro", "ich bin im urlaub",
	"ausser haus", "im urlaub", "absent du bureau", "absente du bureau", "je suis absent",
	"je suis absente", "hors du bureau", "absence", "absent", "en conge", "en vacances",
	"fuera de la oficina", "fuera de oficina", "ausencia", "ausente", "estoy fuera",
	"estoy fuera de la oficina", "de vacaciones", "fuori sede", "fuori ufficio", "assenza", "assente", "in ferie",
	"fuori dall'ufficio", "fora do escritorio", "estou ausente", "de ferias",
	"fora da empresa", "afwezig", "afwezigheid", "niet aanwezig", "niet op kantoor",
	"op vakantie", "franvarande", "franvaro", "fravær", "ikke pa kontoret",
	"inte pa kontoret", "pa semester", "pa ferie", "ute av kontoret", "poza biurem",
	"nieobecnosc", "nieobecny", "nieobecna", "na urlopie", "poissa", "mimo kancelar",
	"nepritomnost", "hazon kivul", "ofis dısında", "нет на месте", "в отпуске", "отсутств",
	"不在", "休暇", "外出", "休假", "不在办公室", "부재",
};

/* Anywhere in a subject; enough together with a sign in the header. */
static const char *const receipt_subjects[] = {
	"we have received", "we've received", "we received your", "has been received", "was received", "i have received your",
	"thank you for contacting", "thanks for contacting", "thank you for your email",
	"thank you for your e-mail", "thank you for your message", "thank you for your inquiry",
	"thank you for your mail", "thanks for your email", "thanks for your message",
	"thank you for reaching", "thank you for writing", "thanks for reaching out",
	"ticket received", "request received", "case received", "receipt of your",
	"confirmation of receipt", "acknowledgement of", "acknowledgment of",
	"your message was received", "your email was received", "your message has been received",
	"your email has been received", "your request has been received", "auto-reply",
	"autoreply", "eingangsbestatigung", "vielen dank fur ihre", "danke fur ihre",
	"ihre nachricht", "ihre anfrage", "empfangsbestatigung", "accuse de reception",
	"nous avons bien recu", "merci pour votre", "votre message", "votre demande",
	"acuse de recibo", "hemos recibido", "gracias por", "su mensaje", "su consulta",
	"conferma di ricezione", "abbiamo ricevuto", "grazie per", "confirmacao de recebimento",
	"recebemos", "obrigado pel", "ontvangstbevestiging", "wij hebben uw", "bedankt voor",
	"potwierdzenie", "dziekujemy za", "tack for", "tak for",
};

/* In the text; enough together with a sign in the header. */
static const char *const says_so[] = {
	"out of the office", "out of office", "away from the office", "away from my office",
	"away from my desk", "away from work", "not in the office", "on vacation",
	"on annual leave", "on holiday", "on medical leave", "on maternity leave",
	"on parental leave", "on sick leave", "on pto", "i am away", "i'm away", "will be away",
	"i am out", "i'm out", "will be out", "currently unavailable", "currently away",
	"limited access to", "no access to", "not be able to respond", "unable to respond",
	"upon my return", "on my return", "when i return", "when i get back", "in my absence",
	"during my absence", "no longer with", "no longer work", "no longer employed",
	"has left the company", "have left the company", "is an automatic reply",
	"is an automated reply", "is an automatic response", "is an automated response",
	"is an auto-", "is an autoresponse", "is an autoreply", "office is closed",
	"offices are closed", "we have received your", "we received your",
	"your message has been received", "your email has been received",
	"your e-mail has been received", "will get back to you", "will respond to your",
	"will reply to your", "thank you for contacting", "thank you for your e-mail",
	"thank you for your email", "thank you for your message", "nicht im buro",
	"nicht im haus", "ausser haus", "im urlaub", "abwesend", "abwesenheit",
	"nicht erreichbar", "bin ich wieder", "wieder erreichbar", "wieder fur sie da",
	"nach meiner ruckkehr", "nicht weitergeleitet", "automatische antwort",
	"ist bei uns eingegangen", "haben wir erhalten", "vielen dank fur ihre",
	"je suis absent", "je suis actuellement absent", "absent du bureau", "absente du bureau",
	"en conge", "en vacances", "de retour", "a mon retour", "en mon absence",
	"pendant mon absence", "reponse automatique", "bien recu votre", "bien ete recu",
	"accusons reception", "fuera de la oficina", "fuera de mi oficina", "estoy fuera",
	"estare fuera", "estoy ausente", "estare ausente", "me encuentro fuera", "de vacaciones",
	"a mi regreso", "en mi ausencia", "durante mi ausencia", "respuesta automatica",
	"hemos recibido su", "fora do escritorio", "estou fora", "estarei fora", "estou ausente",
	"estarei ausente", "de ferias", "em ferias", "no meu regresso", "na minha ausencia",
	"durante a minha ausencia", "resposta automatica", "recebemos a sua", "recebemos sua",
	"fuori ufficio", "fuori sede", "sono assente", "saro assente", "sono fuori", "in ferie",
	"al mio rientro", "al mio ritorno", "in mia assenza", "durante la mia assenza",
	"risposta automatica", "abbiamo ricevuto la", "niet op kantoor", "niet aanwezig",
	"afwezig", "op vakantie", "met vakantie", "met verlof", "bij terugkomst",
	"bij mijn terugkeer", "na mijn terugkeer", "tijdens mijn afwezigheid",
	"automatisch antwoord", "uw bericht ontvangen", "in goede orde ontvangen",
	"inte pa kontoret", "pa semester", "foraldraledig", "ar ledig", "ater pa",
	"tillbaka den", "automatiskt svar", "autosvar", "ikke pa kontoret", "pa ferie",
	"tilbake", "tilbage", "jeg er fraværende", "poza biurem", "jestem nieobecn",
	"bede nieobecn", "na urlopie", "po powrocie", "automatyczna odpowiedz", "na dovolene",
	"mimo kancelar", "nepritom", "lomalla", "poissa toimistolta", "szabadsagon",
	"ofis dısında", "izindeyim", "в отпуске", "отсутств", "не будет на", "автоматическ",
	"автоответ", "不在", "休暇", "自動返信", "自動応答", "休假", "自动回复", "自動回覆", "부재중", "휴가",
};

/* Of the answer itself, and to what it answers: people who speak of automatic answers do not say it so. */
static const char *const declarations[] = {
	"is an automated response to your", "is an automated reply to your", "is an automatic response to your",
	"is an automatic reply to your", "is an auto-reply to your", "is an auto-response to your",
	"is an automatically generated response to your", "is an automatically generated reply to your",
	"is the only notification you will receive while", "automatische antwort auf ihre", "automatisch erzeugte antwort auf ihre",
	"reponse automatique a votre message", "respuesta automatica a su mensaje", "resposta automatica a sua mensagem",
	"risposta automatica al suo messaggio", "automatisch antwoord op uw bericht",
};

/* Asked of a sender before his mail is let in. */
static const char *const challenges[] = {
	"added to the allowed list", "allowed list", "approved sender", "approved senders",
	"not pre-approved", "guest list", "whitelist", "white list", "verify that you are",
	"prove that you are", "confirm that you are", "verify your email", "verify your e-mail",
	"verify your address", "sender verification", "challenge", "confirm your message",
	"confirm your email", "not yet been delivered because", "is being held", "has been held",
	"has been quarantined", "held until you", "click on the following link",
	"click the link below to", "one-time confirmation", "spam protection",
	"anti-spam system", "spam arrest", "protected by",
};

/* What stands behind the words of a program: nothing, a sign, or a word that leads to what is answered. */
static bool
is_apart(const char *behind)
{
	static const char *const leads[] = {
		"re:", "re ", "aw:", "to ", "from ", "of ", "auf ", "von ", "a su ", "a tu ", "a votre ", "al tuo ", "alla ",
		"de ", "di ", "da ", "sur ", "van ", "op ", "fra ",
	};

	if (*behind == '\0' || strchr(":-(,;|[]!.)/#", *behind) != NULL || (unsigned char)*behind >= 0x80)
		return true;
	return *behind == ' ' && (is_apart(behind + strspn(behind, " ")) || PHRASE_BEGINS(behind + 1, leads));
}

bool
absence_machine_subject(const char *folded, bool *ret_alone, bool *ret_apart)
{
	const char *behind = NULL;

	for (size_t i = 0; i < LEN(machine_subjects); i++) {
		const char *end = folded + strlen(machine_subjects[i]);
		if (text_starts(folded, machine_subjects[i]) && (behind == NULL || end > behind))
			behind = end;
	}
	if (behind == NULL)
		return false;
	*ret_alone = behind[strspn(behind, " .!")] == '\0';
	*ret_apart = strchr("[(", *folded) != NULL || behind[-1] == ':' || is_apart(behind);
	return true;
}

/* The longest of the phrases decides what is behind it. */
bool
absence_subject(const char *folded, bool *ret_alone, bool *ret_apart)
{
	const char *from = folded + strspn(folded, "[(*!- "), *behind = from;

	for (size_t i = 0; i < LEN(absence_subjects); i++) {
		const char *end = from + strlen(absence_subjects[i]);
		if (text_starts(from, absence_subjects[i]) && end > behind &&
		    (!phrase_is_letter(*end) || (unsigned char)end[-1] >= 0x80))
			behind = end;
	}
	if (behind == from)
		return false;
	behind += strspn(behind, " ])*!.");
	*ret_alone = *behind == '\0' || text_starts(behind, "re:") || text_starts(behind, ": re:");
	*ret_apart = *ret_alone || strchr(":-(,;|", *behind) != NULL || (unsigned char)*behind >= 0x80;
	return true;
}

bool
absence_in_subject(const char *folded)
{
	return PHRASE_IN(folded, machine_subjects) || PHRASE_IN(folded, absence_subjects);
}

bool
receipt_in_subject(const char *folded)
{
	return PHRASE_IN(folded, receipt_subjects);
}

bool
absence_in_text(const char *folded)
{
	return PHRASE_IN(folded, says_so);
}

bool
absence_declares_itself(const char *folded)
{
	return PHRASE_IN(folded, declarations);
}

bool
absence_calls_itself(const char *folded)
{
	static const char *const names[] = {
		"is an automated response", "is an automated reply", "is an automatic response", "is an automatic reply",
		"is an automated acknowledg", "is an automatic acknowledg", "is an auto-generated response",
		"is an auto-generated reply", "is an automated confirmation", "is an autoresponse", "is an auto-response",
		"is an auto-reply", "is an autoreply", "is an automatically generated re", "ist eine automatische antwort",
		"automatische eingangsbestatigung", "automatisch generierte antwort", "est une reponse automatique",
		"accuse de reception automatique", "es una respuesta automatica", "e uma resposta automatica",
		"e una risposta automatica", "is een automatisch antwoord", "is een automatische ontvangstbevestiging",
	};

	return PHRASE_IN(folded, names);
}

bool
absence_challenges(const char *folded)
{
	return PHRASE_IN(folded, challenges) &&
	    (strstr(folded, "click") != NULL || strstr(folded, "reply to this") != NULL ||
	    strstr(folded, "http") != NULL);
}
