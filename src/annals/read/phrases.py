"""Words that web pages are furnished with, as opposed to what they report.

Each row is a pattern for a whole unit of text (a line or paragraph, case ignored) and where it comes from.
The rows are the standing texts of widespread publishing software and services and the customs of news
sites, not of any one site.
"""

import re
from typing import Final

_NAME: Final = r"[A-Z0-9][\w.&'’-]*(?:\s+(?:[A-Z0-9][\w.&'’-]*|of|the|and|for|&)){0,4}"

COMMENT_OPENERS: Final = (
    # WordPress's comment form and the headings of its themes, in English and some of its translations.
    (r"leave (?:a|your) (?:reply|comment|response)(?:\s+(?:to|on)\b.{0,200})?(?:\s*cancel reply)?", "WordPress"),
    (r"cancel reply", "WordPress"),
    (r"your email address will not be published\b.{0,120}", "WordPress"),
    (r"you must be (?:logged in|registered) to (?:post|leave) a comment\b.{0,80}", "WordPress"),
    (r"(?:log|sign) in to (?:leave a |post a )?(?:comment|reply)\b.{0,60}", "common to comment systems"),
    (
        r"(?:schreibe? einen kommentar|laisser un commentaire|deja una respuesta|deixe um comentário)\b.{0,60}",
        "WordPress",
    ),
    (r"(?:lascia un commento|bir (?:cevap|yanıt) yazın|geef een reactie|dodaj komentarz)\b.{0,60}", "WordPress"),
    (r"(?:добавить комментарий|залишити відповідь|اترك تعليقاً?|اترك ردا?ً?)(?:\s.{0,60})?", "WordPress"),
    (r"(?:post|add|write|submit) (?:a|your) (?:new )?(?:comment|reply)", "Drupal, Blogger and others"),
    (r"(?:join|start) the (?:conversation|discussion)\b.{0,40}", "Coral, Disqus and others"),
    (r"please enable javascript to view the comments powered by disqus\.?", "Disqus"),
    (r"be the first to comment\b.{0,60}", "Disqus and others"),
    (r"what do you think\?", "heading of comment forms"),
    (r"(?:readers?['’]?s?|user) comments(?:\s*\(\d+\))?:?", "heading on news sites"),
)
"""What stands at the beginning of a section for comments and nowhere else, but for links at the top of a page."""

COMMENT_COUNTS: Final = (
    (
        r"(?:view |show |see |read )?(?:all )?\(?\d{1,5}\)?\s+(?:comments?|replies|responses"
        r"|thoughts)\b.{0,160}",
        "themes",
    ),
    (
        r"(?:comments?|discussion|replies|responses)\s*(?:[:(\[]?\s*\d{1,5}\s*[)\]]?)?:?",
        "heading of comment sections",
    ),
    (r"no comments(?: yet)?\.?", "Blogger, WordPress"),
    (r"(?:sort by:?\s*)?(?:newest|oldest|best|top)(?: first| comments)?", "order of comments in Disqus and others"),
)
"""What heads a section of comments, but may also be a mere count or an item of a menu."""

COMMENT_MARKS: Final = (
    (r"[^.!?\n]{1,40}\b(?:says|said|wrote|schreibt|a dit|dice):?", "WordPress: a comment's author"),
    (
        r"(?:\w{3,9}\.? \d{1,2},? \d{4}"
        r"|\d{1,2}\.? \w{3,9}\.? \d{4}),? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?",
        "time",
    ),
    (
        r"(?:[•·|-]\s*)?(?:\d{1,3}|an?|one) (?:second|minute|hour|day|week|month|year)s? ago(?:\s*[•·"
        r"|-].{0,40})?",
        "Disqus",
    ),
    (r"(?:reply|like|report|flag|quote|upvote|downvote|permalink|share|edit|[\d\s▲▼△▽↑↓+•·|›»-])+", "buttons"),
)
"""What stands at every comment: its author, when it was written, buttons. One alone proves nothing."""

APPEALS: Final = (
    (
        r"(?:please )?(?:donate|subscribe|contribute|support us|follow us|join us)(?: (?:now|today|here"
        r"|via .{1,40}))?[!.:]?",
        "button",
    ),
    (
        rf"(?-i:Support|SUPPORT|Donate to|Follow|Subscribe to|Join|Like|Help) (?:us|our \w+"
        rf"|(?:the )?(?-i:{_NAME}))(?: on .{{1,40}})?",
        "button",
    ),
    (
        r"(?:do you |did you |if you )?(?:like|enjoy(?:ed)?|found?) (?:this|our|what you).{0,80}\b(?:consider"
        r"|support|help|share|donat).{0,160}",
        "appeal",
    ),
    (r"(?:please )?(?:consider|help us by) (?:help|support|donat|mak|becom|subscrib).{0,200}", "appeal"),
    (
        r".{0,120}\b(?:make|making) a (?:\w+ )?(?:donation|contribution) (?:to|today|now|here|via"
        r"|so)\b.{0,160}",
        "appeal",
    ),
    (
        r".{0,120}\b(?:donate|support us|contribute) (?:via|through|on|with) (?:paypal|patreon|bitcoin"
        r"|credit card).{0,160}",
        "appeal",
    ),
    (
        r".{0,160}\b(?:reader[- ]supported|reader[- ]funded|crowd-?funded"
        r"|funded by (?:our )?readers)\b.{0,200}",
        "appeal",
    ),
    (r"(?:help (?:us )?keep|keep) .{0,60}\b(?:independent|free|alive|online|running|ad-free)\b.{0,120}", "appeal"),
)
"""Asking readers for money or to follow."""

FURNITURE: Final = (
    (
        r"(?:sign up|subscribe|register)\b.{0,40}\b(?:newsletters?|e-?mails?|updates|alerts|feed|channel"
        r"|briefing)\b.{0,160}",
        "newsletter",
    ),
    (r"(?:get|receive|want) .{0,80}\b(?:in|to|into) your (?:inbox|e-?mail)\b.{0,120}", "newsletter"),
    (r"(?:our )?(?:free )?(?:daily |weekly )?newsletters?(?: sign-?up)?", "newsletter"),
    (r"(?:enter )?your e-?mail(?: address)?(?: here)?\b.{0,20}", "newsletter form"),
    (
        r"share (?:this|on|via|with|the)\b.{0,80}|share:?|tweet(?: this)?|share\s*(?:\d[\d.,k]*\s*)?shares?",
        "share buttons",
    ),
    (
        r"(?:click to )?(?:share|e-?mail|print|tweet|pin|save)(?:\s*[|·•/,]?\s*(?:share|e-?mail|print|tweet"
        r"|pin|save|\d+))*",
        "share buttons",
    ),
    (
        r"(?:[|·•/,]?\s*(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|e-?mail|print"
        r"|copy link|more|youtube|instagram|rss|vk|tumblr))+",
        "share buttons",
    ),
    (r"click to (?:share|e-?mail|print|tweet).{0,80}\(opens in (?:a )?new window\)", "Jetpack's share buttons"),
    (r"(?:follow|find|like|join|watch) (?:us|our \w+)(?: (?:on|at)\b.{0,80})?[:!.]?", "social links"),
    (
        r"(?:read|see|learn|view|show|load)(?: also| more| full \w+| next| all)\s*(?:[:›»>…]+.{0,200}|\.\.\."
        r"|stories|articles|news)?",
        "teaser",
    ),
    (
        r"(?:related|recommended|popular|similar|latest|trending|most (?:read|popular|viewed)"
        r"|more)(?: (?:articles?|posts?|stories|news|content|topics|coverage|reading|links?|from .{1,40}"
        r"|on this (?:story|topic)|in .{1,40}))?:?",
        "heading of links",
    ),
    (r"you (?:may|might)(?: also)? (?:like|be interested in|enjoy)\b.{0,40}", "heading of links"),
    (
        r"(?:previous|next|older|newer)(?: (?:article|post|story|entry|page))?\s*[:»›→←«‹]?.{0,10}",
        "links between posts",
    ),
    (r"(?:tags?|categories|category|topics|keywords)\s*:\s*.{1,300}", "post's footer"),
    (r"(?:tagged|filed|posted) (?:with|under|in)\b\s*:?\s*.{1,200}", "post's footer"),
    (
        r"(?:advertisements?|advertising|sponsored(?: content| by .{1,40})?|promoted(?: content)?"
        r"|story continues below.{0,40}|continue reading(?: below)?.{0,60})",
        "advertising",
    ),
    (
        r"(?:this|our) (?:web)?site uses cookies\b.{0,400}|we use cookies\b.{0,400}|by (?:continuing"
        r"|using) .{0,60}(?:cookies|terms).{0,200}",
        "cookie notice",
    ),
    (
        r"(?:accept|reject|manage)(?: all)?(?: cookies)?|(?:cookie|privacy) (?:settings|preferences|notice"
        r"|policy)",
        "cookie notice",
    ),
    (r"(?:©|\(c\)|copyright)\s*.{0,200}|.{0,160}\ball rights reserved\b.{0,160}", "copyright"),
    (
        r"(?:terms (?:of (?:use|service)|and conditions)|privacy policy|about us|contact(?: us)?|imprint|home"
        r"|search|menu|sitemap|log ?in|sign in|register|skip to (?:main )?content|back to top|scroll to top"
        r"|close|disclaimer)",
        "navigation",
    ),
    (
        r"(?:please )?(?:enable|turn on) javascript\b.{0,160}|.{0,80}\brequires javascript\b.{0,80}",
        "notice without JavaScript",
    ),
    (r"(?:powered by|proudly powered by|theme(?: by)?:?) .{1,80}", "WordPress and others"),
    (
        r"(?:click|tap) (?:here|to)\b.{0,100}|download (?:our|the) app\b.{0,80}|get (?:our|the) app\b.{0,80}",
        "promotion",
    ),
    (r"(?:\d[\d.,]*k?\s*(?:shares?|views?|likes?|reads?|min(?:ute)?s? read|followers)\b[\s|·•]*)+", "counters"),
    (r"(?:reading|estimated) time:?\s*\d.{0,30}|listen to (?:this )?(?:article|story)\b.{0,60}", "reading time"),
)
"""What surrounds an article on its page: buttons, menus, notices, links to other articles."""

CREDITS: Final = (
    (
        r"by (?-i:[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]*|al-\w+|de|van|von|bin|and|&)){1,6})(?:\s*[,"
        r"|·•–—-]\s*.{0,80})?",
        "byline",
    ),
    (r"(?:written|posted|submitted|story) by:? .{2,80}", "byline"),
)
"""Who wrote it: kept as metadata, tells nothing of the conflict."""

CAPTIONS: Final = (
    (
        r"(?:file )?(?:photo|image|picture|video|illustration|map|graphic|infographic"
        r"|figure)s?(?: \d{1,3})?\s*(?::|by|credit|courtesy|–|—|-)\s*.{1,600}",
        "label of a picture",
    ),
    (r"(?-i:FILE)\s*(?:photo)?\s*[-–—:]\s*.{1,600}", "wire agencies' archive pictures"),
    (
        r"(?:an? )?(?:handout|undated|file|archive|aerial|still|screen ?grab|satellite) (?:photo|image"
        r"|picture|video|frame|grab)\b.{1,600}",
        "wire agencies' captions",
    ),
    (r".{1,500}\((?:photo|image|picture|credit|courtesy|source)[:\s].{1,100}\)\.?", "credit in brackets"),
    (r".{1,500}\((?-i:[A-Z][\w ]{1,20}) photos?(?:/| by |: )[^()]{1,60}\)", "agency and photographer"),
)
"""What stands under a picture."""


def compiled(rows: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Return one pattern that matches a whole unit when any of the ``rows`` does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern, _source in rows), re.IGNORECASE)
