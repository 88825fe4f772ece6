"""A decoder-only transformer with learned positions, as GPT-2 is: https://arxiv.org/abs/1706.03762."""

from __future__ import annotations

import math
from typing import Any, Generic, Literal, TypeVar

import torch
import torch.nn.functional as F
from torch import nn

from typed_torch import Device, Dim, Float32, Int64, Tensor

__all__ = ["GPT", "MLP", "Attention", "Block", "FusedAttention", "generate", "gpt2", "next_token_loss"]

N = TypeVar("N", bound=int)
T = TypeVar("T", bound=int)
D = TypeVar("D", bound=int)
V = TypeVar("V", bound=int)
L = TypeVar("L", bound=int)
K = TypeVar("K", bound=int)
Dev = TypeVar("Dev", bound=Device)


class Attention(nn.Module, Generic[D, K]):
    """Causal self-attention, step by step: https://arxiv.org/abs/1706.03762."""

    def __init__(self, dim: D, heads: K, dropout: float = 0.0) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, Dev]) -> Tensor[tuple[N, T, D], Float32, Dev]:
        n, t, d = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q = q.view(n, t, self.heads, d // self.heads).transpose(1, 2)
        k = k.view(n, t, self.heads, d // self.heads).transpose(1, 2)
        v = v.view(n, t, self.heads, d // self.heads).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(d // self.heads)
        mask = torch.ones(t, t, dtype=torch.bool, device=x.device).tril()
        scores = scores.masked_fill(~mask, float("-inf"))
        weights = self.dropout(F.softmax(scores, dim=-1))
        y = (weights @ v).transpose(1, 2).contiguous().view(n, t, d)
        return self.proj(y)


class FusedAttention(nn.Module, Generic[D, K]):
    """The same attention with the same parameters, in one call: https://arxiv.org/abs/2205.14135."""

    def __init__(self, dim: D, heads: K, dropout: float = 0.0) -> None:
        super().__init__()
        self.heads = heads
        self.p = dropout
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, Dev]) -> Tensor[tuple[N, T, D], Float32, Dev]:
        n, t, d = x.size()
        qkv = self.qkv(x).reshape(n, t, 3, self.heads, d // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, dropout_p=self.p if self.training else 0.0, is_causal=True)
        y = y.permute(0, 2, 1, 3).flatten(2)
        return self.proj(y)


class MLP(nn.Module, Generic[D]):
    """Two linear layers, four times as wide between them, and GELU: https://arxiv.org/abs/1606.08415."""

    def __init__(self, dim: D, dropout: float = 0.0) -> None:
        super().__init__()
        self.up = nn.Linear(dim, 4 * dim)
        self.down = nn.Linear(4 * dim, dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, Dev]) -> Tensor[tuple[N, T, D], Float32, Dev]:
        x = F.gelu(self.up(x))
        return self.dropout(self.down(x))


class Block(nn.Module, Generic[D, K]):
    """Attention and an MLP, each on normalized input and added to it: https://arxiv.org/abs/2002.04745."""

    def __init__(self, dim: D, heads: K, fused: bool, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attention = FusedAttention(dim, heads, dropout) if fused else Attention(dim, heads, dropout)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = MLP(dim, dropout)

    def forward(self, x: Tensor[tuple[N, T, D], Float32, Dev]) -> Tensor[tuple[N, T, D], Float32, Dev]:
        x = x + self.attention(self.norm1(x))
        x = x + self.mlp(self.norm2(x))
        return x


class GPT(nn.Module, Generic[V, L, D, K]):
    """Blocks over embedded tokens, and logits from the same embedding: https://arxiv.org/abs/1608.05859."""

    def __init__(
        self, vocabulary: V, context: L, dim: D, heads: K, layers: int, fused: bool = True, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.context = context
        self.tokens = nn.Embedding(vocabulary, dim)
        self.positions = nn.Embedding(context, dim)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.ModuleList([Block(dim, heads, fused, dropout) for _ in range(layers)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, vocabulary, bias=False)
        nn.init.normal_(self.tokens.weight, std=0.02)
        nn.init.normal_(self.positions.weight, std=0.02)
        self.head.weight = self.tokens.weight

    def forward(self, tokens: Tensor[tuple[N, T], Int64, Dev]) -> Tensor[tuple[N, T, V], Float32, Dev]:
        positions = torch.arange(tokens.size(1), device=tokens.device)
        x = self.tokens(tokens) + self.positions(positions)
        x = self.dropout(x)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def next_token_loss(net: GPT[V, L, D, K], tokens: Tensor[tuple[N, T], Int64, Dev]) -> Tensor[tuple[()], Float32, Dev]:
    """How badly every token but the first is foretold by those before it."""
    logits = net(tokens[:, :-1])
    targets = tokens[:, 1:]
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def last_logits(net: GPT[V, L, D, K], tokens: Tensor[tuple[N, T], Int64, Dev]) -> Tensor[tuple[N, V], Float32, Dev]:
    """The logits of what comes after the last token, from as many tokens as the context holds."""
    logits = net(tokens[:, -net.context :])
    return logits[:, -1]


def draw(
    logits: Tensor[tuple[N, V], Float32, Dev], temperature: float = 1.0
) -> Tensor[tuple[N, Literal[1]], Int64, Dev]:
    """One token for each row of logits; the likeliest where the temperature is 0."""
    if temperature == 0.0:
        return logits.argmax(dim=-1, keepdim=True)
    weights = F.softmax(logits / temperature, dim=-1)
    return torch.multinomial(weights, num_samples=1)


def append(
    tokens: Tensor[tuple[N, T], Int64, Dev], drawn: Tensor[tuple[N, Literal[1]], Int64, Dev]
) -> Tensor[tuple[N, Dim[Literal["T + 1"]]], Int64, Dev]:
    """The tokens with one more each."""
    return torch.cat([tokens, drawn], dim=1)


@torch.no_grad()
def generate(
    net: GPT[V, L, D, K], tokens: Tensor[tuple[N, T], Int64, Dev], length: int, temperature: float = 1.0
) -> Tensor[tuple[N, Any], Int64, Dev]:
    """The tokens and ``length`` more."""
    for _ in range(length):
        tokens = append(tokens, draw(last_logits(net, tokens), temperature))
    return tokens


def gpt2() -> GPT[Literal[50257], Literal[1024], Literal[768], Literal[12]]:
    """The smallest GPT-2, of 124 million parameters."""
    return GPT(50257, 1024, 768, 12, layers=12, dropout=0.1)
