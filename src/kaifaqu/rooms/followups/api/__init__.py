"""What programs may ask of this room besides its acts."""

from __future__ import annotations

from ninja import Router

from kaifaqu.rooms.followups.api.desk import router as desk
from kaifaqu.rooms.followups.api.splitting import router as splitting

router = Router()
router.add_router("", desk)
router.add_router("", splitting)
