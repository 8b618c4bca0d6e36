"""Domains of free-mail services: whoever writes from there belongs to no organization by that."""

FREE_MAIL_DOMAINS = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.co.uk hotmail.de hotmail.fr
    hotmail.it hotmail.es live.com live.co.uk live.de live.fr live.nl msn.com passport.com
    yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.ca yahoo.co.in yahoo.co.jp
    yahoo.com.au yahoo.com.br ymail.com rocketmail.com aol.com aim.com icloud.com me.com mac.com
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com
    gmx.com gmx.de gmx.net gmx.at gmx.ch web.de freenet.de t-online.de arcor.de 1und1.de online.de
    mail.de posteo.de posteo.net mailbox.org vodafone.de kabelbw.de unitybox.de
    mail.com email.com usa.com inbox.com fastmail.com fastmail.fm hey.com zoho.com zohomail.com
    yandex.com yandex.ru mail.ru bk.ru list.ru inbox.ru rambler.ru ukr.net i.ua
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr
    libero.it virgilio.it alice.it tin.it tiscali.it email.it
    terra.com.br uol.com.br bol.com.br ig.com.br globo.com
    btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net blueyonder.co.uk
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
    juno.com optonline.net frontier.com windstream.net roadrunner.com rr.com
    shaw.ca rogers.com telus.net sympatico.ca videotron.ca
    bigpond.com bigpond.net.au optusnet.com.au
    qq.com 163.com 126.com sina.com sohu.com foxmail.com naver.com daum.net hanmail.net
    rediffmail.com wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz azet.sk
    telenet.be skynet.be bluewin.ch hispeed.ch aon.at chello.at ziggo.nl kpnmail.nl planet.nl
    home.nl xs4all.nl online.no telia.com bredband.net spray.se
    guerrillamail.com mailinator.com yopmail.com 10minutemail.com trashmail.com temp-mail.org
    """.split()
)


def is_free_mail(domain: str) -> bool:
    """Whether a domain, or one above it, belongs to a free-mail service."""
    labels = domain.strip().lower().rstrip(".").split(".")
    return any(".".join(labels[i:]) in FREE_MAIL_DOMAINS for i in range(len(labels) - 1))
