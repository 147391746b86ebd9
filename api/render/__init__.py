"""How does an answer look in a terminal?  The JSON of the contract, set for people; one file a kind of answer."""

from api.render.asked import check as check
from api.render.asked import copied as copied
from api.render.asked import document as document
from api.render.asked import documents as documents
from api.render.asked import evaluation as evaluation
from api.render.asked import rebuilt as rebuilt
from api.render.asked import removed as removed
from api.render.asked import search as search
from api.render.asked import themes as themes
from api.render.citations import citations as citations
from api.render.citations import duties as duties
from api.render.compare import compare as compare
from api.render.drafts import lineage as lineage
from api.render.drafts import precedents as precedents
from api.render.prose import prose as prose
from api.render.taken import STATUS as STATUS
from api.render.taken import would_be as would_be
from api.render.targets import targets as targets
from api.render.wordings import concept as concept
from api.render.wordings import formulation as formulation
