/*
 * bounce_words: what a server's words say, in the languages of mail servers.  All lists are folded
 * (reading/phrase.h): lower case, without accents, line breaks are blanks.
 */
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reading/bounce.h"
#include "reading/bounce_inside.h"
#include "reading/phrase.h"
#include "base/banned.h"

/* That mail was not delivered, or not yet. */
static const char *const statements[] = {
	"could not be delivered", "couldn't be delivered", "cannot be delivered",
	"can't be delivered", "can not be delivered", "could not deliver", "couldn't deliver",
	"cannot deliver", "not be delivered", "was not delivered", "wasn't delivered",
	"not been delivered", "were not delivered", "is not delivered", "not delivered to",
	"message not delivered", "mail not delivered", "unable to deliver", "able to deliver",
	"failed to deliver", "fail to deliver", "delivery failed", "delivery has failed",
	"delivery to the following", "delivery of your", "delivery of the message",
	"delivery failure", "delivery error", "permanent error", "permanent fatal error",
	"fatal errors", "undeliverable", "undelivered", "nondeliver", "non-deliver",
	"did not reach", "didn't reach", "not reach the following", "could not be sent",
	"could not send", "couldn't be sent", "was not sent", "could not be completed",
	"couldn't be completed", "was rejected", "been rejected", "was refused",
	"has been returned", "is being returned", "returned to sender",
	"returning message to sender", "returned mail", "failed permanently", "failed address",
	"failed recipient", "following address", "problem delivering", "problems delivering",
	"error delivering", "trouble delivering", "delivery attempt", "attempts to deliver",
	"attempted to deliver", "has been delayed", "been postponed", "not yet been delivered",
	"delivery is delayed", "was not accepted", "could not accept", "not accepting mail",
	"encountered an error", "error during delivery", "exceeded maximum delivery",
	"did not receive your", "not received by", "bounced back", "has bounced",
	"generated following response", "rcpt to generated", "not be processed",
	"cannot be processed", "could not be processed", "transaction failed",
	"couldn't be reached", "could not be reached", "cannot be reached", "wasn't found at",
	"nicht zugestellt", "unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen",
	"zustellung ist fehlgeschlagen", "zustellung gescheitert", "nicht ausgeliefert",
	"nicht ubermittelt", "nicht ubertragen", "nicht gesendet werden",
	"fehler bei der zustellung", "fehler bei der nachrichtenzustellung", "nicht erreicht",
	"nicht zuzustellen", "n'a pas pu etre", "n'a pas ete remis", "n'ont pas pu etre",
	"n'a pu etre", "non remis", "n'a pas ete delivre", "echec de la remise",
	"echec de remise", "echec de la distribution", "impossible de remettre",
	"impossible de livrer", "impossible de distribuer", "n'a pas ete distribue",
	"n'a pas atteint", "non distribue", "n'a pas ete livre", "pas ete achemine",
	"erreur de livraison", "echec d'envoi", "echec de l'envoi", "no se pudo entregar",
	"no se ha podido entregar", "no pudo ser entregado", "no ha podido ser entregado",
	"no se puede entregar", "no se pudieron entregar", "no fue entregado",
	"no ha sido entregado", "no entregado", "error de entrega", "error en la entrega",
	"fallo la entrega", "fallo en la entrega", "error al entregar", "no pudo entregarse",
	"no llego a", "no se pudo enviar", "no ha llegado", "nao foi possivel entregar",
	"nao pode ser entregue", "nao foi entregue", "nao entregue", "falha na entrega",
	"falha ao entregar", "erro na entrega", "nao pode entregar", "nao conseguiu entregar",
	"nao foi enviada", "impossivel entregar", "non e stato possibile recapitare",
	"non e stato recapitato", "non puo essere recapitato", "impossibile recapitare",
	"non recapitabile", "mancato recapito", "recapito non riuscito", "mancata consegna",
	"non e stato consegnato", "non puo essere consegnato", "impossibile consegnare",
	"non e stato possibile consegnare", "non ha raggiunto", "consegna fallita",
	"errore di consegna", "niet worden afgeleverd", "niet afgeleverd", "niet worden bezorgd",
	"niet bezorgd", "onbestelbaar", "niet bestelbaar", "bezorging is mislukt",
	"bezorging mislukt", "niet worden verzonden", "aflevering mislukt", "niet aangekomen",
	"kunde inte levereras", "inte levereras", "inte leverera", "kunne ikke leveres",
	"ikke leveres", "uleverbar", "ikke leveret", "kunne ikke levere", "olevererbar",
	"ei voitu toimittaa", "ei voida toimittaa", "toimittaminen epaonnistui",
	"perille toimittamat", "nie moze zostac dostarczona", "nie mozna dostarczyc",
	"nie została dostarczona", "nie mogła zostac dostarczona", "niedostarczon",
	"nie dostarczono", "nie udało sie dostarczyc", "zwrot wiadomosci", "nelze dorucit",
	"nedoruciteln", "nebyla dorucena", "nebylo mozne dorucit", "nepodarilo se dorucit",
	"nem kezbesitheto", "kezbesitetlen", "nem sikerult kezbesiteni", "nu a putut fi livrat",
	"teslim edilemedi", "δεν ηταν δυνατη η παραδοση", "δεν παραδοθηκε", "не доставлено",
	"не может быть доставлено", "не удалось доставить", "не было доставлено",
	"недоставленное", "недоставлен", "невозможно доставить", "не доставлена",
	"доставка не удалась", "не могло быть доставлено", "не может доставить", "配信てきません",
	"配信不能", "配送てきません", "配達てきません", "送信てきません", "届けることかてきません", "届けてきません", "お届けてきません", "配信に失敗",
	"送信に失敗", "无法投递", "投递失败", "退信", "未能送达", "无法送达", "发送失败", "被退回", "无法传递", "传递失败", "無法傳遞",
	"無法遞送", "無法投遞", "傳遞失敗", "无法发送", "未送达", "배달되지", "배달하지", "전송하지 못", "전달되지", "전달하지 못",
	"반송되었",
};

/* What the subjects of such notices hold; other mail too, so it is one sign among others. */
static const char *const subjects[] = {
	"undeliver", "delivery status", "failure notice", "failure notification",
	"returned mail", "returned message", "mail delivery", "message delivery",
	"email delivery", "e-mail delivery", "delivery failure", "delivery fail",
	"delivery failed", "delivery has failed", "failure delivery", "failed delivery",
	"delivery problem", "delivery error", "delivery report", "delivery notification",
	"delivery notice", "delivery warning", "delivery unsuccessful", "delivery incomplete",
	"delivery delay", "delivery is delayed", "mail failure", "mail error",
	"mail system error", "mail failed", "failed mail", "message failed", "sending failed",
	"sending fail", "mail rejected", "nondeliver", "non-deliver", "non deliver",
	"not delivered", "not be delivered", "not deliver", "undelivered", "returned to sender",
	"return to sender", "returning message", "not sent", "message rejected", "rejected mail",
	"rejected:", "bounce", "could not send message", "warning: message", "delayed mail",
	"message delayed", "message delay", "delayed:", "user unknown", "unknown user",
	"processing error", "permanent delivery", "permanent failure", "could not be",
	"couldn't be", "unable to deliver", "ndn:", "ndr:", "automatically rejected",
	"error in processing", "transient failure", "mail status", "you sent blocked", "message blocked",
	"retarde", "verzogert", "ritardo", "retrasad", "demorad", "atraso", "vertraagd", "nog niet", "noch nicht",
	"email blocked", "e-mail blocked", "mail blocked", "blocked by our", "message was blocked",
	"delivery status notification", "no such user", "invalid address", "invalid recipient",
	"unzustellbar", "nicht zustellbar", "zustell", "nicht zugestellt", "nicht ubermittelt",
	"rucklaufer", "fehlgeschlagen", "non remis", "non distribu", "echec",
	"notification d'etat de remise", "retour de courrier", "non delivre", "remise",
	"no entregado", "no se puede entregar", "no se pudo", "devuelto", "devolucion",
	"notificacion de estado de entrega", "no se ha podido", "error de entrega", "entrega",
	"nao entregue", "nao foi possivel", "falha", "devolvid", "status da entrega",
	"erro na entrega", "non recapit", "mancato recapito", "recapito", "impossibile",
	"mancata consegna", "consegna", "onbestelbaar", "mislukt", "niet bezorgd",
	"niet afgeleverd", "bezorg", "status van bezorging", "levereras", "leveres", "uleverbar",
	"olevererbar", "leveransstatus", "toimitt", "niedostarcz", "nie dostarcz", "zwrot",
	"dostarcz", "nedoruc", "doruc", "kezbesit", "teslim", "livrar", "недоставл",
	"не доставл", "доставк", "возврат", "ошибка", "配信", "配達", "配送", "エラーメール", "戻り", "退信",
	"投递", "送达", "发送失败", "傳遞", "传递", "無法", "배달", "반송", "전송 실패",
};

/* That it is tried again. */
static const char *const delays[] = {
	"has been delayed", "is delayed", "delayed mail", "message delayed", "delayed 1",
	"delayed 2", "delayed 4", "delayed 7", "delayed 8", "delayed 9", "delayed for",
	"delivery delay", "(delay)", "[delay]", "could not send message for",
	"delivery incomplete", "not yet been delivered", "not yet delivered",
	"still being retried", "will be retried", "will retry", "will keep trying",
	"keep trying", "keep retrying", "will continue to", "continue to be made",
	"continue to attempt", "continue trying", "attempts will continue", "try again for",
	"will try again", "will be attempted", "postponed", "warning message only",
	"warning only", "only a warning", "advisory-only", "need to resend",
	"no action is required on your part", "no action is required",
	"temporary problem delivering", "has not been able to deliver your message yet",
	"still trying", "remains in the queue", "remain on the queue", "remain in the queue",
	"still in the queue", "retry will", "delayed delivery", "verzogert", "verspatet",
	"wird weiterhin versucht", "weitere zustellversuche", "erneut versucht",
	"brauchen die nachricht nicht erneut", "retarde", "a ete differe", "sera de nouveau",
	"nouvelle tentative", "continuera d'essayer", "nouvelles tentatives", "retrasad",
	"seguira intentando", "demorad", "se intentara de nuevo", "atrasad", "adiada",
	"continuara tentando", "tentara novamente", "ritardat", "in ritardo",
	"continuera a tentare", "tentera di nuovo", "ulteriori tentativi", "vertraagd",
	"uitgesteld", "opnieuw geprobeerd", "blijft proberen", "forsenad", "forsinket",
	"opoznion", "zpozden", "viivasty", "задерж", "отложен", "будут продолжен", "遅延", "再送を試み",
	"延迟", "延遲", "지연", "riprovera", "riproveremo", "continuera a provare", "continuar a tentar", "versucht es noch",
	"versucht es weiter", "weiter versucht", "blijft het", "blijven het", "continueront d'essayer", "reessai", "reintent",
	"problema temporaneo", "probleme temporaire", "problema temporal", "problema temporario", "vorubergehendes problem",
	"tijdelijk probleem", "temporary problem",
};

/* That it is tried no more, whatever else is said of delays. */
static const char *const finals[] = {
	"giving up", "gave up", "given up", "will not be retried", "no further",
	"no more attempts", "no longer be retried", "not be attempted again",
	"not going to try again", "won't be retried", "has expired", "message expired",
	"delivery time expired", "time expired", "retry timeout exceeded",
	"retry time not reached", "long failure period", "been in the queue too long",
	"queue too long", "maximum delivery attempts", "permanent error", "permanent fatal",
	"permanently", "too many retries", "stopped trying", "couldn't deliver your message to",
	"final attempt", "will be no more", "endgultig", "definitif", "definitivamente",
	"definitivement",
};

/* That it arrived. */
static const char *const successes[] = {
	"successfully delivered", "was successfully", "successful mail delivery",
	"delivered to the following", "successfully relayed", "relayed to the following",
	"(relay)", "(success)", "was delivered to", "erfolgreich zugestellt",
	"remis avec succes", "entregado correctamente", "consegnato correttamente", "met succes",
	"successful delivery", "delivered:", "(relayed)", "(delivered)",
};

/* Words for which there is no number. */
static const struct { const char *words, *status; } meanings[] = {
	{ "mailbox full", "5.2.2" }, { "mailbox is full", "5.2.2" },
	{ "folder is full", "5.2.2" }, { "account is full", "5.2.2" }, { "over quota", "5.2.2" },
	{ "full mailbox", "5.2.2" }, { "quota exceeded", "5.2.2" }, { "quota violation", "5.2.2" },
	{ "exceeded its quota", "5.2.2" }, { "exceeded storage", "5.2.2" }, { "storage quota", "5.2.2" },
	{ "inbox is full", "5.2.2" }, { "space not enough", "5.2.2" }, { "disk quota", "5.2.2" },
	{ "exceeded the quota", "5.2.2" }, { "out of storage space", "5.2.2" },
	{ "postfach voll", "5.2.2" }, { "postfach ist voll", "5.2.2" }, { "boite pleine", "5.2.2" },
	{ "buzon lleno", "5.2.2" }, { "casella piena", "5.2.2" }, { "caixa cheia", "5.2.2" },
	{ "mailbox disabled", "5.2.1" }, { "account is disabled", "5.2.1" },
	{ "account has been disabled", "5.2.1" }, { "account disabled", "5.2.1" },
	{ "account is inactive", "5.2.1" }, { "no longer active", "5.2.1" },
	{ "mailbox is inactive", "5.2.1" }, { "is not an active address", "5.2.1" },
	{ "account suspended", "5.2.1" }, { "currently suspended", "5.2.1" },
	{ "deactivated", "5.2.1" }, { "not activated", "5.2.1" },
	{ "mailbox size limit", "5.2.2" }, { "size limit exceeded", "5.3.4" },
	{ "message too large", "5.3.4" }, { "message is too large", "5.3.4" },
	{ "exceeds size limit", "5.3.4" }, { "exceeds the size limit", "5.3.4" },
	{ "exceeds maximum message size", "5.3.4" }, { "message size exceeds", "5.3.4" },
	{ "unrouteable", "5.1.2" }, { "host or domain name not found", "5.1.2" },
	{ "domain not found", "5.1.2" }, { "couldn't find any host", "5.1.2" },
	{ "unrouteable mail domain", "5.1.2" }, { "host unknown", "5.1.2" },
	{ "unknown host", "5.1.2" }, { "no such domain", "5.1.2" }, { "host not found", "5.1.2" },
	{ "name or service not known", "5.1.2" }, { "domain does not exist", "5.1.2" },
	{ "domain doesn't exist", "5.1.2" }, { "domain name not found", "5.1.2" },
	{ "user unknown", "5.1.1" }, { "unknown user", "5.1.1" }, { "no such user", "5.1.1" },
	{ "user not found", "5.1.1" }, { "does not exist", "5.1.1" }, { "doesn't exist", "5.1.1" },
	{ "address couldn't be found", "5.1.1" }, { "address could not be found", "5.1.1" },
	{ "recipient not found", "5.1.1" }, { "wasn't found at", "5.1.1" },
	{ "mailbox unavailable", "5.1.1" }, { "mailbox not found", "5.1.1" },
	{ "no mailbox here", "5.1.1" }, { "no such mailbox", "5.1.1" }, { "no mail box", "5.1.1" },
	{ "unknown recipient", "5.1.1" }, { "recipient unknown", "5.1.1" },
	{ "invalid recipient", "5.1.1" }, { "invalid mailbox", "5.1.1" },
	{ "recipient name is not recognized", "5.1.1" }, { "no such recipient", "5.1.1" },
	{ "not a valid user", "5.1.1" }, { "not a known user", "5.1.1" },
	{ "not listed in", "5.1.1" }, { "addressee unknown", "5.1.1" },
	{ "unknown local", "5.1.1" }, { "address unknown", "5.1.1" },
	{ "no longer valid", "5.1.1" }, { "no longer exists", "5.1.1" },
	{ "not our customer", "5.1.1" }, { "recipient address rejected", "5.1.1" },
	{ "unbekannter benutzer", "5.1.1" }, { "unbekannter empfanger", "5.1.1" },
	{ "existiert nicht", "5.1.1" }, { "empfanger nicht gefunden", "5.1.1" },
	{ "n'existe pas", "5.1.1" }, { "utilisateur inconnu", "5.1.1" },
	{ "destinataire inconnu", "5.1.1" }, { "no existe", "5.1.1" },
	{ "usuario desconocido", "5.1.1" }, { "nao existe", "5.1.1" },
	{ "usuario desconhecido", "5.1.1" }, { "non esiste", "5.1.1" },
	{ "utente sconosciuto", "5.1.1" }, { "bestaat niet", "5.1.1" },
	{ "onbekende gebruiker", "5.1.1" }, { "nie istnieje", "5.1.1" },
	{ "не существует", "5.1.1" }, { "не наиден", "5.1.1" },
	{ "relay access denied", "5.7.1" }, { "relaying denied", "5.7.1" },
	{ "unable to relay", "5.7.1" }, { "message rejected as spam", "5.7.1" },
	{ "blocked using", "5.7.1" }, { "blocked by our", "5.7.1" }, { "blocked by the", "5.7.1" }, { "spam message rejected", "5.7.1" },
	{ "connection timed out", "4.4.1" }, { "connection refused", "4.4.1" },
	{ "not responding", "4.4.1" }, { "delivery time expired", "4.4.7" },
	{ "message expired", "4.4.7" }, { "retry timeout exceeded", "4.4.7" },
	{ "queue too long", "4.4.7" }, { "message timed out", "4.4.7" },
};

bool
notice_subject_says_so(const struct notice *n)
{
	return PHRASE_IN(n->subject, subjects);
}

/* "Has not yet been delivered": two words near each other, in each language its own. */
static bool
says_not_yet(const char *folded)
{
	static const char *const not_yet[] = {
		"not yet ", "n't yet ", "noch nicht ", "bisher nicht ", "pas encore ", "todavia no ", "aun no ", "ainda nao ",
		"non e ancora ", "non ancora ", "nog niet ", "annu inte ", "endnu ikke ", "enna ikke ", "enda ikke ", "jeszcze nie ",
		"dosud ne", "zatim ne", "еще не ", "пока не ",
	};
	static const char *const delivered[] = {
		"deliver", "zugestellt", "zustell", "remis", "distribu", "delivre", "livre", "achemine", "entreg", "consegn",
		"recapit", "bezorg", "afgelever", "lever", "dostarcz", "doruc", "доставл",
	};
	enum { NEAR_BYTES = 60 };
	char near[NEAR_BYTES + 1];

	for (size_t i = 0; i < LEN(not_yet); i++)
		for (const char *p = folded; (p = strstr(p, not_yet[i])) != NULL; p++) {
			size_t len = strcspn(p, ".");
			len = len < NEAR_BYTES ? len : NEAR_BYTES;
			memcpy(near, p, len);
			near[len] = '\0';
			if (PHRASE_IN(near, delivered))
				return true;
		}
	return false;
}

bool
notice_says_so(const struct notice *n)
{
	return PHRASE_IN(n->folded, statements) || says_not_yet(n->folded);
}

/* Begins a sentence about what would be told later, if it came to that. */
static const char *const later[] = {
	"notified if ", "informed if ", "notify you if ", "inform you if ", "tell you if ", "be told if ",
	"another message if ", "another notice if ", "if it cannot be delivered", "benachrichtigt, wenn",
	"benachrichtigt, falls", "informiert, falls", "informiert, wenn", "averti si ", "informe si ", "notificado si ",
	"notificara si ", "avisado se ", "notificado se ", "informato se ", "bericht als ", "gewaarschuwd als ",
	"notifica se ", "notificata se ", "avviso se ", "notification si ", "aviso si ", "notificacion si ",
	"notificacao se ", "aviso se ", "nachricht, wenn ", "nachricht, falls ", "should the delivery ", "should delivery ", "should the message ", "should your message ", "should it ",
};

/* The words without what they only promise: "You'll be notified if the delivery fails permanently." */
static const char *
without_promises(const struct notice *n)
{
	char *words = arena_strdup(n->a, n->folded);

	for (size_t i = 0; i < LEN(later); i++)
		for (char *p = words; (p = strstr(p, later[i])) != NULL;) {
			size_t len = strcspn(p, ".");
			memset(p, ' ', len);
			p += len;
		}
	return words;
}

bool
notice_says_delayed(const struct notice *n)
{
	return (PHRASE_IN(n->subject, delays) || PHRASE_IN(n->folded, delays) || says_not_yet(n->folded)) &&
	    !PHRASE_IN(without_promises(n), finals);
}

bool
notice_says_delivered(const struct notice *n)
{
	return (PHRASE_IN(n->subject, successes) || PHRASE_IN(n->folded, successes)) &&
	    !PHRASE_IN(n->folded, statements);
}

static const char *
meaning(const char *folded)
{
	for (size_t i = 0; i < LEN(meanings); i++)
		if (strstr(folded, meanings[i].words) != NULL)
			return meanings[i].status;
	return NULL;
}

/* "550", "450-": a reply of SMTP, and what stands behind it. */
static const char *
behind_reply(const char *p)
{
	if ((*p != '4' && *p != '5') || p[1] < '0' || p[1] > '5' || !isdigit((unsigned char)p[2]) ||
	    p[3] == '\0' || strchr(" -:\n#", p[3]) == NULL)
		return NULL;
	return p + 3 + strspn(p + 3, " -:#");
}

/* Subjects of RFC 3463 go up to 7: "4.92.3" is a program's version. */
static bool
is_status(const char *p, char status[12])
{
	return (*p == '4' || *p == '5') && bounce_status_parse(p, status) && status[2] <= '7' &&
	    status[3] == '.';
}

/* "550 5.1.1 ..." or "#5.1.1" first, then any such number, then what the words mean, then "550". */
const char *
notice_status(const struct notice *n)
{
	char status[12], any[12] = "";
	const char *reply = NULL;

	for (const char *p = n->words; *p != '\0'; p++) {
		if (p > n->words && (isalnum((unsigned char)p[-1]) || p[-1] == '.'))
			continue;
		const char *behind = behind_reply(p);
		if (behind != NULL && reply == NULL)
			reply = p;
		if ((behind != NULL && is_status(behind, status)) ||
		    (p > n->words && p[-1] == '#' && is_status(p, status)))
			return arena_strdup(n->a, status);
		if (any[0] == '\0' && is_status(p, status))
			memcpy(any, status, sizeof(any));
	}
	if (any[0] != '\0')
		return arena_strdup(n->a, any);
	const char *meant = meaning(n->folded);
	if (meant != NULL && (reply == NULL || *reply == *meant))
		return meant;
	return reply == NULL ? NULL : *reply == '4' ? "4.0.0" : "5.0.0";
}

const char *
words_status(const char *words, struct arena *a)
{
	return meaning(phrase_fold(words, a));
}

/* The first line with the status, else with words of a known meaning, else with words of refusal. */
const char *
words_reason(const char *words, const char *status, struct arena *a)
{
	static const char *const why[] = {
		"550", "551", "552", "553", "554", "450", "451", "452", "421", "said:", "reason",
		"unknown", "not exist", "couldn", "could not", "unrouteable", "full", "refused", "rejected",
		"exceed", "disabled", "not accept", "no such", "not found",
	};
	bool means = meaning(phrase_fold(words, a)) != NULL;
	const char *best = NULL;
	int rank = 0;

	for (const char *p = words; *p != '\0' && rank < 3;) {
		size_t len = strcspn(p, "\n");
		const char *line = arena_strndup(a, p, len);
		int now = status != NULL && strstr(line, status) != NULL ? 3 :
		    means && rank < 2 && meaning(phrase_fold(line, a)) != NULL ? 2 : PHRASE_IN(line, why) ? 1 : 0;
		if (now > rank) {
			best = line;
			rank = now;
		}
		p += len + (p[len] == '\n');
	}
	if (best == NULL)
		return NULL;
	best += strspn(best, " \t");
	return arena_strndup(a, best, utf8_cut(best, MAIL_LINE_BYTES_MAX));
}
