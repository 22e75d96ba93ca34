/*
 * nickname: a small table of hashes over the lines below, made when it is first asked: names are looked
 * up millions of times in one screening.
 */
#include "core/nickname.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/banned.h"

#define SLOTS		1024		/* a power of two, far more than there are words */
#define LINES_MAX	4		/* in which one word may stand */

/* Each line: a name and what people of that name are called. */
static const char *const nicknames[] = {
	" abigail abby gail ", " albert al bert ", " alexander alex al sandy xander ",
	" alexandra alex sandra sandy ", " alfred al fred ", " amanda mandy ", " andrew andy drew ",
	" anthony tony ", " antonio tony ", " arthur art ", " barbara barb babs ", " benjamin ben benny ",
	" bernard bernie ", " bradley brad ", " caroline carrie carol ",
	" catherine cathy kate katie cat katherine kathy kathryn kay kitty ",
	" charles charlie chuck chas ", " christine chris chrissy tina christina kristine kristina ",
	" christopher chris kit ", " cynthia cindy ", " daniel dan danny ", " david dave davy ",
	" deborah deb debbie debra ", " donald don donny ", " dorothy dot dottie ", " edward ed eddie ted ned ",
	" elizabeth liz beth betty eliza lisa libby lizzie ", " emily em ", " eugene gene ",
	" frances fran franny ", " francis frank fran ", " frederick fred freddie ",
	" gabriel gabe ", " gerald gerry jerry ", " gregory greg ", " harold harry hal ",
	" henry hank harry ", " jacob jake ", " jacqueline jackie ", " james jim jimmy jamie ",
	" janet jan ", " jeffrey jeff geoffrey geoff ", " jennifer jen jenny ", " jessica jess jessie ",
	" john jack johnny jon ", " jonathan jon john ", " joseph joe joey jose ", " joshua josh ",
	" judith judy ", " kenneth ken kenny ", " kimberly kim ", " lawrence larry laurence ",
	" leonard leo len lenny ", " louis lou ", " margaret maggie meg peggy marge rita ",
	" martin marty ", " matthew matt ", " melissa missy ", " michael mike mick mickey ",
	" nancy nan ", " natalie nat ", " nathaniel nathan nate nat ", " nicholas nick nicky ",
	" nicole nikki ", " pamela pam ", " patricia pat patty tricia trish ", " patrick pat paddy ",
	" peter pete ", " philip phil phillip ", " raymond ray ", " rebecca becky becca ",
	" richard dick rick rich ricky ", " robert bob bobby rob robbie bert ", " ronald ron ronnie ",
	" russell russ ", " samantha sam ", " samuel sam sammy ", " sandra sandy ", " stephanie steph ",
	" stephen steve steven ", " susan sue susie suzanne ", " teresa terry theresa tess ",
	" theodore ted teddy theo ", " thomas tom tommy ", " timothy tim ", " valerie val ",
	" victoria vicky tori ", " vincent vince vinny ", " walter walt wally ",
	" william bill billy will willy liam ", " zachary zach zack ",
};

struct word {
	const char	*text;		/* NULL: nothing is here */
	size_t		 len, lines;
	size_t		 line[LINES_MAX];
};

static struct word words[SLOTS];

static struct word *
find(const char *text, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	for (size_t i = hash % SLOTS; ; i = (i + 1) % SLOTS)
		if (words[i].text == NULL ||
		    (words[i].len == len && memcmp(words[i].text, text, len) == 0))
			return &words[i];
}

static void
add_line(size_t line)
{
	for (const char *p = nicknames[line] + 1; *p != '\0'; p++) {
		size_t len = strcspn(p, " ");
		struct word *word = find(p, len);
		if (word->lines == LINES_MAX)
			BUG("the name %.*s stands in too many lines", (int)len, p);
		word->text = p;
		word->len = len;
		word->line[word->lines++] = line;
		p += len;
	}
}

static const struct word *
look_up(const char *text, size_t len)
{
	static bool made;

	for (size_t i = 0; !made && i < LEN(nicknames); i++)
		add_line(i);
	made = true;
	return find(text, len);
}

const char *
nickname_full(const char *first, size_t *len)
{
	const struct word *word = look_up(first, *len);

	if (word->lines == 0)
		return first;
	const char *full = nicknames[word->line[0]] + 1;
	*len = strcspn(full, " ");
	return full;
}

bool
nickname_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	const struct word *x = look_up(a, a_len);

	if (x->lines == 0)			/* as most names are */
		return false;
	const struct word *y = look_up(b, b_len);
	for (size_t i = 0; i < x->lines; i++)
		for (size_t j = 0; j < y->lines; j++)
			if (x->line[i] == y->line[j])
				return true;
	return false;
}
