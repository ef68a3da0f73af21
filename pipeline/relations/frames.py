"""The grammar: which role each noun phrase plays in the frame that governs an amount.

A frame is a verb class (``give``, ``receive``, ``raise`` …) with its voice, or a noun class (``loan``, ``grant`` …),
and says which dependent pays and which is paid. Every hit names the rule that made it, so that a row can say why it
exists::

    « La région Bretagne verse 2 millions d'euros à l'opéra de Rennes. »
      région Bretagne   payer      subject:give
      opéra de Rennes   recipient  to:give
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from pipeline.relations import triggers
from pipeline.relations.features_base import adposition, is_passive, is_verb
from pipeline.relations.syntax import Sentence, Token

PAYER, RECIPIENT, SPEAKER, OPERATOR = "payer", "recipient", "speaker", "operator"

_GIVING = {"give", "invest", "lend", "spend"}
_TAKING = {"receive", "raise"}
_INTENT = {"promise", "decide", "say"}
_OBJECT_IS_PAID = frozenset(
    "financer cofinancer subventionner soutenir aider doter renflouer recapitaliser indemniser parrainer abonder"
    " sponsoriser garantir compenser construire rénover moderniser refinancer capitaliser racheter acquérir acheter"
    " reprendre accompagner accélérer encourager favoriser développer relancer promouvoir sauver".split()
)
_SHARES = frozenset(
    "% part action participation contrôle majorité titre capital actif activité tiers moitié quart totalité".split()
)
_BUDGETS = {"budget", "crédit"}
_GROWING = {"augmenter", "passer", "progresser", "grimper", "monter", "bondir", "diminuer", "baisser"}
_TABLE = {"table", "pot"}
_ADDING = {"ajouter", "avancer", "rajouter"}  # « ajoute 3 millions à la somme » pays, « ajoute-t-elle » speaks
_TO = {"à", "pour", "dans", "en", "vers", "envers", "sur", "chez"}
_FROM = {"par", "auprès", "de", "grâce", "chez"}
_SUBJECTS = ("nsubj", "nsubj:pass", "csubj")
# « X demande à Y de verser », « condamne Y à payer »: Y pays.
_OBJECT_CONTROL = frozenset(
    "demander autoriser condamner permettre obliger contraindre forcer inviter appeler exhorter sommer ordonner"
    " imposer aider encourager inciter pousser presser prier charger empêcher interdire enjoindre voir laisser faire"
    " accuser".split()
)
_CONTROLLED = {"xcomp", "ccomp", "advcl", "obl:arg", "obl:mod"}
_CHAIN_UP = {"xcomp", "ccomp", "conj", "advcl", "acl", "obl:mod", "obl:arg", "parataxis", "aux", "cop", "obl", "advmod"}
MAX_CLIMB = 5
_SETTLES = _GIVING | _TAKING | {"acquire", "demand", "sell", "grant", "loan", "guarantee"}
_STRONG = {"agent", "from", "asked", "buyer", "relative", "dative", "object", "purpose"}
_WHICH = {"lequel", "laquelle", "lesquels", "lesquelles", "qui"}
_WHERE = {"où": "dans", "auquel": "à", "auxquels": "à", "auxquelles": "à"}
_STRONG_WITH = {"to", "à", "pour", "auprès", "passive"}
_WITHIN = {"nmod", "amod", "flat", "flat:name", "flat:foreign", "appos", "acl"}


@dataclass(frozen=True, slots=True)
class Hit:
    """A role that the grammar gives to the token ``head``: ``rule`` is « how:class »."""

    head: int
    role: str
    rule: str
    depth: int = 0

    @property
    def strong(self) -> bool:
        """True when the frame alone settles the role (« accordé par X », « lève N auprès de X »)."""
        how, _, rest = self.rule.partition(":")
        name = rest.split("+")[0].split(":")[0].split("^")[0]
        if how == "subject":
            return name in _SETTLES and "^advcl" not in rest
        return (how in _STRONG and name != "-") or (how in _STRONG_WITH and name in _SETTLES)


class _Reader:
    """Reads the frames around one amount of one sentence."""

    def __init__(self, sentence: Sentence, amount: Token):
        self.s = sentence
        self.amount = amount
        self.hits: list[Hit] = []
        self.skip = {amount.i}

    def add(self, token: Token, role: str, rule: str, depth: int = 0) -> None:
        if token.i in self.skip or token.pos in ("NUM", "PUNCT", "SYM"):
            return
        self.hits.append(Hit(token.i, role, rule, depth))
        for i in self.s.children[token.i]:
            if self.s.tokens[i].dep == "conj" and i > token.i:
                self.hits.append(Hit(i, role, rule + "+conj", depth))

    def kids(self, token: Token) -> list[Token]:
        return _kids(self.s, token)

    def read(self) -> list[Hit]:
        node = self.amount
        self.noun_frame(node, "amount", 0)
        for child in self.kids(node):  # « le budget de la culture est de 3 millions »: the amount is what is said
            if child.dep == "nsubj":
                for owner in self.budget_of(child):
                    self.add(owner, RECIPIENT, "budget:of", 0)
        for depth, governor in enumerate(self.s.ancestors(self.amount, MAX_CLIMB)):
            if is_verb(governor):
                self.verb_frame(governor, node, depth)
                self.given_by(governor)
                break
            for said in self.kids(governor):  # « le budget de la culture en hausse de 3 millions »
                if said.dep == "nsubj":
                    for owner in self.budget_of(said):
                        self.add(owner, RECIPIENT, "budget:of", depth)
            names = triggers.noun_classes(governor.lemma)
            self.skip.add(governor.i) if not names or names[0] not in ("budget", "raise", "acquisition") else None
            if names and names[0] in ("budget",) and node.dep in ("nmod", "acl", "appos", "amod", "obl", "obl:arg"):
                self.add(governor, RECIPIENT, f"fund:{names[0]}", depth)
            elif not names and node.dep in ("nmod", "appos"):
                self.skip.discard(governor.i)
                self.add(governor, RECIPIENT, f"of:{'appos' if node.dep == 'appos' else 'noun'}", depth)
            self.noun_frame(governor, names[0] if names else "-", depth)
            node = governor
        self.asides()
        return self.hits

    def given_by(self, verb: Token) -> None:
        """« a reçu un don de 3 millions de la banque »: what hangs on the noun is whom it was received from."""
        if not _TAKING & set(triggers.verb_classes(verb.lemma)[:1]):
            return
        name = triggers.verb_classes(verb.lemma)[0]
        for k, hit in enumerate(self.hits):
            giver = self.s.tokens[hit.head]
            if hit.rule.startswith("de:") and giver.i > self.amount.i and _may_act(giver):
                self.hits[k] = replace(hit, role=PAYER, rule=f"from:{name}")

    def noun_frame(self, noun: Token, name: str, depth: int) -> None:
        """« un prêt de 3 millions de la banque à l'usine », « 3 millions pour l'usine »."""
        for child in self.kids(noun):
            if child.i in self.skip:
                continue
            prep = adposition(self.s, child)
            if child.lower == "auprès":
                self.beside(child, name, depth)
            elif child.dep in ("acl", "amod", "acl:relcl", "ccomp") and is_verb(child):
                self.participle(child, depth)
            elif child.dep in ("nmod", "obl", "obl:arg", "obl:mod") and not is_verb(child):
                if name == "obj-sell" and prep == "à":
                    self.add(child, PAYER, "buyer:sell", depth)
                elif prep in ("à", "pour", "vers", "dans", "envers") or (prep == "en" and name == "amount"):
                    self.add(child, RECIPIENT, f"{prep}:{name}", depth)
                elif prep in ("par", "auprès", "chez"):
                    self.add(child, PAYER, f"{prep}:{name}", depth)
                elif prep == "de":
                    self.add(child, PAYER, f"de:{name}", depth)
                    self.add(child, RECIPIENT, f"de:{name}", depth)
            elif is_verb(child) and child.dep in ("advcl", "acl", "nmod", "obl"):
                self.purpose(child, depth)

    def participle(self, verb: Token, depth: int) -> None:
        """« versés par X à Y », « destinés à Y », « que X a promis »."""
        names = triggers.verb_classes(verb.lemma)
        name = names[0] if names else "-"
        kids = self.kids(verb)
        relative = verb.dep == "acl:relcl" and any(k.dep in ("nsubj", "nsubj:pass") for k in kids)
        passive = is_passive(self.s, verb)
        for child in kids:
            prep = adposition(self.s, child)
            if child.dep in ("obl:agent",) or prep in ("par", "auprès"):
                self.agent(child, name, depth)
            elif prep in _TO and not is_verb(child):
                self.add(child, RECIPIENT, f"to:{name}", depth)
            elif relative and child.dep == "nsubj" and not passive and child.lower not in ("qui", "que"):
                role = RECIPIENT if name in _TAKING or name == "demand" else PAYER
                self.add(child, role, f"relative:{name}", depth)
            elif is_verb(child) and child.dep in ("advcl", "xcomp", "obl", "obl:arg", "obl:mod", "ccomp"):
                self.purpose(child, depth)
            elif prep == "de" and (name in _TAKING or name == "come"):
                self.add(child, PAYER, f"from:{name}", depth)

    def agent(self, token: Token, name: str, depth: int) -> None:
        """« versé par X » pays, « géré par X » only manages."""
        self.add(token, OPERATOR if name == "manage" else PAYER, f"agent:{name}", depth)

    def owner(self, token: Token) -> Token:
        """Whose shares are bought: « 9 % des actions de la banque » is the bank."""
        for _ in range(4):
            if token.lower not in _SHARES and token.lemma not in _SHARES:
                return token
            below = [k for k in self.kids(token) if k.i > token.i and k.dep in ("nmod", "appos", "flat:name", "flat")]
            named = [k for k in below if adposition(self.s, k) in ("de", "") and k.i not in self.skip]
            if not named:
                return token
            token = named[0]
        return token

    def purpose(self, verb: Token, depth: int) -> None:
        """« pour soutenir les éleveurs »: the object of the purpose clause is paid."""
        marks = [k.lower for k in self.kids(verb) if k.dep in ("mark", "case")]
        cue = marks[0] if marks else "-"
        for child in self.kids(verb):
            if child.dep in ("obj", "obl:arg", "nsubj:pass") and child.i not in self.skip:
                self.add(self.owner(child), RECIPIENT, f"purpose:{cue}", depth)

    def verb_frame(self, verb: Token, below: Token, depth: int) -> None:
        names = triggers.verb_classes(verb.lemma) or ("-",)
        if verb.lemma in _ADDING and below.dep == "obj":
            names = ("give",)
        if verb.lemma == "aller" and below.dep.startswith("nsubj"):  # « 3 millions iront au port »
            names = ("receive",)
        passive = is_passive(self.s, verb)
        for name in names[:2]:
            self.roles_of(verb, below, name, passive, depth)
        self.antecedent(verb, names[0], depth)
        subject, how = subject_of(self.s, verb)
        if self.grows(verb, below):
            grown = self.s.tokens[verb.head] if subject is None and verb.dep == "acl" else subject
            if grown is not None:
                self.add(self.beneficiary(grown, verb), RECIPIENT, "subject:grow", depth)
        elif subject is not None and (owners := self.budget_of(subject)):
            for owner in owners:
                self.add(owner, RECIPIENT, "budget:of", depth)
        elif subject is not None and subject.i != below.i and names[0] != "come":
            role = self.subject_role(names[0], passive)
            self.add(subject, role, f"subject:{names[0]}{how}", depth)
            if (whom := meant(self.s, subject, verb)) is not None:
                self.add(whom, role, f"subject:{names[0]}{how}^pro", depth)
            if passive and how == "" and names[0] in _GIVING:
                self.add(subject, RECIPIENT, f"passive:{names[0]}", depth)
            if how == "^by" and names[0] in _GIVING:  # « Le pont a été rénové par X en dépensant 3 millions »
                for made in self.kids(self.s.tokens[subject.head]):
                    if made.dep == "nsubj:pass":
                        self.add(made, RECIPIENT, f"passive:{names[0]}^by", depth)
        if names[0] == "demand":  # « demande 3 millions à l'État »: the State is asked, though it hangs on the amount
            self.hits = [replace(h, role=PAYER, rule="asked:demand") if h.rule == "à:amount" else h for h in self.hits]
        self.speakers(verb)

    def antecedent(self, verb: Token, name: str, depth: int) -> None:
        """« la laiterie dans laquelle Norvia a investi 3 millions », « le site où elle a mis 3 millions »."""
        if name not in _GIVING:
            return
        for member in (verb, *self.s.ancestors(verb, 2)):
            for pronoun in self.kids(member):
                prep = _WHERE.get(pronoun.lower) or adposition(self.s, pronoun) * (pronoun.lower in _WHICH)
                before = self.phrase_before(pronoun.left) if prep in _TO else None
                if before is not None:
                    self.add(before, RECIPIENT, f"to:{name}:{prep}", depth)

    def phrase_before(self, at: int) -> Token | None:
        """The head of the noun phrase that ends before token ``at``, a comma between or not."""
        end = at - 1 if at and self.s.tokens[at - 1].lower == "," else at
        if not end:
            return None
        token = self.s.tokens[end - 1]
        while token.dep in _WITHIN and token.head < end and adposition(self.s, token) in ("de", ""):
            above = self.s.tokens[token.head]
            if above.pos not in ("NOUN", "PROPN"):
                break
            token = above
        return token if token.pos in ("NOUN", "PROPN") else None

    def grows(self, verb: Token, below: Token) -> bool:
        """« augmente de 3 millions », without an object that somebody would augment."""
        transitive = any(k.dep == "obj" for k in self.kids(verb))
        return verb.lemma in _GROWING and below.dep.startswith("obl") and not transitive

    def budget_of(self, subject: Token) -> list[Token]:
        """« le budget de la culture atteint 3 millions »: culture has it."""
        if subject.lemma not in _BUDGETS:
            return []
        return [k for k in self.kids(subject) if k.dep == "nmod" and k.i > subject.i and adposition(self.s, k) == "de"]

    def beneficiary(self, subject: Token, verb: Token) -> Token:
        """« le ministère voit son budget augmenter de 3 millions »: the ministry, not its budget."""
        above = self.s.tokens[verb.head]
        chain = [above, *self.s.ancestors(above, 2)] if verb.head != verb.i else []
        seer = next((a for a in chain if a.lemma == "voir"), None)
        own, _ = subject_of(self.s, seer) if seer is not None else (None, "")
        return own if own is not None else subject

    def subject_role(self, name: str, passive: bool) -> str:
        if name == "manage":
            return OPERATOR
        if passive or name in _TAKING or name in ("demand", "sell", "need", "earn"):
            return RECIPIENT
        return PAYER

    def beside(self, adverb: Token, name: str, depth: int) -> None:
        """« auprès de X »: the parser makes an adverb of « auprès », and X its complement."""
        for child in self.kids(adverb):
            if child.pos in ("NOUN", "PROPN"):
                self.add(child, PAYER, f"from:{name}", depth)

    def roles_of(self, verb: Token, below: Token, name: str, passive: bool, depth: int) -> None:
        for child in self.kids(verb):
            if child.i == below.i or child.i in self.skip:
                continue
            prep = adposition(self.s, child)
            if child.lower == "auprès":
                self.beside(child, name, depth)
            elif is_verb(child) and child.dep in ("advcl", "xcomp", "obl", "obl:mod", "obl:arg", "ccomp", "acl"):
                self.purpose(child, depth)
            elif child.dep == "obl:agent" or (prep == "par" and child.dep.startswith("obl")):
                self.agent(child, name, depth)
            elif child.dep == "obl:arg" and prep == "de" and verb.lemma in _OBJECT_IS_PAID:
                # « soutiendront des projets »: « des » is no « de ».
                self.add(child, RECIPIENT, f"object:{name}", depth)
            elif child.dep in ("iobj", "obl", "obl:arg", "obl:mod", "nmod") and prep:
                self.oblique(child, prep, name, depth)
            elif child.dep == "iobj":
                self.add(child, RECIPIENT, f"dative:{name}", depth)
            elif child.dep == "obj":
                bought = self.owner(child)
                paid = verb.lemma in _OBJECT_IS_PAID or name == "acquire" or (bought.i != child.i and name != "sell")
                self.add(bought, RECIPIENT, f"object:{name}" if paid else f"obj:{name}", depth)
                if not paid:
                    self.noun_frame(child, f"obj-{name}", depth)

    def oblique(self, child: Token, prep: str, name: str, depth: int) -> None:
        if child.lower in _TABLE and prep in ("sur", "à"):  # « mettre 3 millions sur la table pour X »
            self.noun_frame(child, "table", depth)
            return
        if (name in _TAKING and prep in _FROM) or (name == "come" and prep == "de"):
            self.add(child, PAYER, f"from:{name}", depth)
        elif name == "demand" and prep == "à":
            self.add(child, PAYER, f"asked:{name}", depth)
        elif name == "sell" and prep == "à":
            self.add(child, PAYER, f"buyer:{name}", depth)
        elif prep in _TO:
            self.add(child, RECIPIENT, f"to:{name}:{prep}", depth)
        elif prep in ("auprès", "avec", "grâce"):
            self.add(child, PAYER, f"{prep}:{name}", depth)

    def speakers(self, verb: Token) -> None:
        """Subjects of the verbs of saying above the frame: who announces, which is not yet who pays."""
        for depth, node in enumerate(self.s.ancestors(verb, MAX_CLIMB)):
            names = triggers.verb_classes(node.lemma) if is_verb(node) else ()
            if any(n in _INTENT for n in names):
                for child in self.kids(node):
                    if child.dep == "nsubj":
                        self.add(child, SPEAKER, f"speaker:{names[0]}", depth)
        for child in self.kids(verb):
            if child.dep in ("parataxis", "ccomp") and is_verb(child) and "say" in triggers.verb_classes(child.lemma):
                for grandchild in self.kids(child):
                    if grandchild.dep.startswith("nsubj"):
                        self.add(grandchild, SPEAKER, "speaker:aside", 1)

    def asides(self) -> None:
        """« …, a précisé la ministre »: the speaker follows a verb that the parser hangs anywhere."""
        tokens = self.s.tokens
        for verb in tokens[2:]:
            opener = verb.i - 2 if tokens[verb.i - 1].pos in ("AUX", "PRON", "ADV") else verb.i - 1
            if not is_verb(verb) or tokens[opener].pos != "PUNCT" or "say" not in triggers.verb_classes(verb.lemma):
                continue
            for child in self.kids(verb):
                if child.dep in ("obj", "nsubj") and 0 < child.i - verb.i <= 6 and child.pos in ("NOUN", "PROPN"):
                    self.add(child, SPEAKER, "speaker:aside", 1)


def _may_act(token: Token) -> bool:
    """True for names and for nouns of those who pay: « la banque », « l'État »."""
    return token.pos == "PROPN" or bool(triggers.actor_classes(token.lemma)) or token.text[:1].isupper()


_ANAPHORS = {"il", "elle", "ils", "elles"}


def meant(sentence: Sentence, pronoun: Token, verb: Token) -> Token | None:
    """Whom « il » stands for in « X a annoncé qu'il verserait … »: the agreeing subject of the verb above."""
    if pronoun.lower not in _ANAPHORS:
        return None
    for above in sentence.ancestors(verb, MAX_CLIMB):
        if is_verb(above):
            for child in _kids(sentence, above):
                if child.dep.startswith("nsubj") and child.i < pronoun.i and child.pos in ("NOUN", "PROPN"):
                    return child if agreement(child, pronoun) != "no" else None
    return None


def agreement(noun: Token, pronoun: Token) -> str:
    """Whether gender and number allow ``pronoun`` to stand for ``noun``: « no », « yes », or « ? » when unmarked."""
    known = 0
    for mark in ("Gender=", "Number="):
        a = next((m for m in noun.morph.split("|") if m.startswith(mark)), "")
        b = next((m for m in pronoun.morph.split("|") if m.startswith(mark)), "")
        if a and b and a != b:
            return "no"
        known += bool(a and b)
    return "yes" if known else "?"


def _kids(sentence: Sentence, token: Token) -> list[Token]:
    return [sentence.tokens[i] for i in sentence.children[token.i]]


def subject_of(sentence: Sentence, verb: Token) -> tuple[Token | None, str]:
    """The subject of ``verb``, through infinitives, coordination and relatives; with how it was reached."""
    node, how = verb, ""
    for _ in range(MAX_CLIMB):
        own = [k for k in _kids(sentence, node) if k.dep in _SUBJECTS]
        agent = next((k for k in _kids(sentence, node) if node is not verb and _is_agent(sentence, node, k)), None)
        if agent is not None:  # « X a été rénové par Y en dépensant 3 millions »: Y spends them
            return agent, "^by"
        if own:
            subject = own[0]
            if subject.lower in ("qui", "que", "dont") and node.dep == "acl:relcl":
                return sentence.tokens[node.head], how + "^rel"
            return subject, how
        if node.dep == "acl:relcl" or (node.dep in ("acl", "nmod") and "VerbForm=Part" in node.morph):
            return sentence.tokens[node.head], how + "^acl"
        if node.head == node.i or node.dep not in _CHAIN_UP:
            return None, how
        above = sentence.tokens[node.head]
        if node.dep == "acl" and above.dep in ("obj", "iobj", "obl:arg") and above.head != above.i:
            asker = sentence.tokens[above.head]  # « demander à X de verser »: the infinitive may hang on X
            if asker.lemma in _OBJECT_CONTROL and asker.lemma != "voir":
                return above, how + "^control"
        if node.dep in _CONTROLLED and (controller := _controller(sentence, above, node)) is not None:
            return controller, how + "^control"
        node, how = above, "^" + node.dep
        if not is_verb(node) and node.pos not in ("NOUN", "ADJ"):
            return None, how
    return None, how


def _is_agent(sentence: Sentence, verb: Token, token: Token) -> bool:
    """« par Norvia » in « a été rénovée par Norvia », whatever the parser calls it."""
    by = token.dep.startswith("obl") and adposition(sentence, token) == "par" and is_passive(sentence, verb)
    return token.dep == "obl:agent" or by


def _controller(sentence: Sentence, above: Token, node: Token) -> Token | None:
    """Who is asked, allowed or made to do what ``node`` says, when ``above`` is such a verb."""
    if not is_verb(above) or above.lemma not in _OBJECT_CONTROL:
        return None
    for child in _kids(sentence, above):
        if child.i != node.i and (
            child.dep in ("obj", "iobj") or (child.dep == "obl:arg" and adposition(sentence, child) == "à")
        ):
            return child
    return None


def read(sentence: Sentence, amount_head: Token) -> dict[int, list[Hit]]:
    """Roles by token index for the amount whose syntactic head is ``amount_head``."""
    by_head: dict[int, list[Hit]] = defaultdict(list)
    for hit in _Reader(sentence, amount_head).read():
        by_head[hit.head].append(hit)
    return dict(by_head)
