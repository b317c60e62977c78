"""A Chroma server over its REST interface (version 2): the one place that speaks to it.

Chroma's own client waits for ever (its timeouts are off and cannot be set) and takes over a second of processor time to
be imported; this needs httpx alone. Foreign exceptions become `VectorServerError` here.

Source: the server's /openapi.json.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from index.embed.model import Vectors
from index.errors import VectorServerError, VectorServerRefused
from index.vectors.sealed import Batch, graph

if TYPE_CHECKING:
    import httpx

_COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
_OLDEST = 1
# A server on the same network accepts in milliseconds; a question must not wait for one that is gone.
_CONNECT_SECONDS = 2.0
_READ_SECONDS = 5.0
# While it writes a generation of an archive, perhaps of another host, everything takes longer.
_WRITE_SECONDS = 120.0
# So long a server that let us wait in vain is not asked again.
_REST_SECONDS = 30.0


class ChromaServer:
    """A Chroma server at `address`; safe to use from several threads.

    Proxies of the environment are passed by. `read_timeout` is in seconds and bounds each silence; once it has run out,
    requests fail at once for a while, so that many questions do not wait each.
    """

    def __init__(
        self, address: str, *, read_timeout: float = _READ_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.address = address
        self._read_timeout = read_timeout
        self._clock = clock
        self._resting_until = float("-inf")
        self._client: httpx.Client | None = None

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def check(self) -> None:
        """Make sure that a Chroma server answers which can be used.

        Raises:
            VectorServerError: none does.
        """
        version = self._get("/api/v2/version")
        major = version.split(".")[0] if isinstance(version, str) else ""
        if not major.isdecimal():
            raise self._stranger()
        if int(major) < _OLDEST:
            what = f"The Chroma server at {self.address} has version {version}, which is too old."
            raise VectorServerError(what, mend="Update it to version 1 or later, or correct DATELINE_CHROMA.")

    def create(self, name: str, *, total: int, attempt: int) -> str:
        """Create a collection that is to hold `total` vectors, at an attempt counted from 0; returns its id.

        Raises:
            VectorServerError: it cannot be created.
        """
        configuration = {"hnsw": graph(attempt, total=total)}
        return self._id(self._post("", {"name": name, "configuration": configuration}, read=_WRITE_SECONDS))

    def find(self, name: str) -> str | None:
        """The id of a collection; None where there is none of that name.

        Raises:
            VectorServerError: the server cannot be asked.
        """
        found = self._get(f"{_COLLECTIONS}/{name}", absent=True)
        return self._id(found) if found is not None else None

    def upsert(self, collection: str, batch: Batch) -> None:
        """Add vectors with their sequence numbers to a collection, given by its id.

        Raises:
            VectorServerError: they cannot be added.
        """
        numbers, vectors = batch
        rows = [base64.b64encode(row.tobytes()).decode() for row in vectors.astype("<f4", copy=False)]
        body = {"ids": [str(number) for number in numbers], "embeddings": rows}
        self._post(f"/{collection}/upsert", body, read=_WRITE_SECONDS)

    def count(self, collection: str) -> int:
        """How many vectors a collection, given by its id, holds.

        Raises:
            VectorServerError: it is gone or damaged.
        """
        count = self._get(f"{_COLLECTIONS}/{collection}/count")
        if not isinstance(count, int):
            raise self._stranger()
        return count

    def query(self, collection: str, vectors: Vectors, k: int) -> tuple[list[list[int]], list[list[float]]]:
        """Sequence numbers of the nearest `k` or fewer to each row of `vectors`, (n, d), and their cosine distances.

        Raises:
            VectorServerError: the collection, given by its id, is gone or damaged.
        """
        body = {"query_embeddings": vectors.tolist(), "n_results": k, "include": ["distances"]}
        found = self._post(f"/{collection}/query", body)
        try:
            numbers = [[int(one) for one in row] for row in found["ids"]]
            distances = [[float(one) for one in row] for row in found["distances"]]
        except (TypeError, KeyError, ValueError) as error:
            raise self._stranger() from error
        return numbers, distances

    def delete(self, name: str) -> None:
        """Delete a collection if it is there.

        Raises:
            VectorServerError: the server cannot be asked.
        """
        self._request("DELETE", f"{_COLLECTIONS}/{name}", read=_WRITE_SECONDS, absent=True)

    def _get(self, path: str, **options: Any) -> Any:
        return self._request("GET", path, **options)

    def _post(self, path: str, body: dict[str, Any], **options: Any) -> Any:
        return self._request("POST", _COLLECTIONS + path, body=body, **options)

    def _request(
        self,
        method: str,
        path: str,
        *,
        body: dict[str, Any] | None = None,
        read: float | None = None,
        absent: bool = False,
    ) -> Any:
        """What the server answers; None where it knows no such thing and that may be `absent`."""
        import httpx

        if self._clock() < self._resting_until:
            raise self._silent()
        timeout = httpx.Timeout(read or self._read_timeout, connect=_CONNECT_SECONDS)
        try:
            response = self._connected().request(method, path, json=body, timeout=timeout)
            if response.status_code == 404 and absent:
                return None
            if response.is_success:
                return response.json()
        except httpx.TimeoutException as error:
            self._resting_until = self._clock() + _REST_SECONDS
            raise self._silent() from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise VectorServerError(
                f"No Chroma server answers at {self.address}: {_words(str(error))}.",
                mend="Start it (`chroma run`) or correct DATELINE_CHROMA.",
            ) from error
        except ValueError as error:  # Not JSON.
            raise self._stranger() from error
        raise self._refused(response)

    def _connected(self) -> httpx.Client:
        import ssl

        import httpx

        if self._client is None:
            # Without https no certificates are needed, and reading them takes longer than many a request.
            certificates = ssl.create_default_context() if self.address.startswith("https:") else False
            self._client = httpx.Client(base_url=self.address, trust_env=False, verify=certificates)
        return self._client

    def _refused(self, response: httpx.Response) -> VectorServerError:
        try:
            words = response.json()["message"]
        except (ValueError, KeyError, TypeError):
            return self._stranger()
        what = f"The Chroma server at {self.address} answers: {_words(str(words))}."
        return VectorServerRefused(
            what, mend="Run `dateline index` to write the vector index anew; see the server's log."
        )

    def _silent(self) -> VectorServerError:
        what = f"The Chroma server at {self.address} does not answer in time."
        return VectorServerError(what, mend="See whether it is overloaded, or correct DATELINE_CHROMA.")

    def _stranger(self) -> VectorServerError:
        what = f"What answers at {self.address} is not a Chroma server of version {_OLDEST} or later."
        return VectorServerError(what, mend="Correct DATELINE_CHROMA.")

    def _id(self, record: Any) -> str:
        if not isinstance(record, dict) or not isinstance(record.get("id"), str):
            raise self._stranger()
        return str(record["id"])


def _words(text: str) -> str:
    """The gist of an error on one line."""
    text = " ".join(text.split()).rstrip(".") or "it gave no reason"
    return text if len(text) <= 300 else f"{text[:300]}…"
