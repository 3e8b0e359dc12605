namespace ObjectStore.Sts.Oidc;

/// <summary>The keys of one issuer as they were fetched last. Thread-safe; one fetch at a time.</summary>
/// <remarks>
/// A key that is not known is looked for by one fetch within <see cref="FetchInterval"/>, so that strangers cannot make this process a client that
/// hammers the issuer; a failed fetch counts, too. While an issuer does not answer, its keys hold for <see cref="KeysLifeMax"/>.
/// </remarks>
/// <param name="issuer">As its tokens name it.</param>
/// <param name="fetch">Fetches.</param>
/// <param name="time">Says when.</param>
internal sealed class IssuerCache(string issuer, IIssuerFetch fetch, TimeProvider time) : IDisposable
{
    /// <summary>Least time between two fetches.</summary>
    public static readonly TimeSpan FetchInterval = TimeSpan.FromSeconds(30);

    /// <summary>After this keys are fetched anew.</summary>
    public static readonly TimeSpan KeysLife = TimeSpan.FromHours(1);

    /// <summary>After this keys are not used any more: an issuer that has taken a key back may be one that nobody can reach.</summary>
    public static readonly TimeSpan KeysLifeMax = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private State _state = new([], null, null);

    /// <summary>What is known: keys, when they were fetched, and when a fetch was last tried.</summary>
    private sealed record State(IReadOnlyList<IssuerKey> Keys, DateTimeOffset? FetchedAt, DateTimeOffset? TriedAt);

    /// <summary>The keys that a token may be signed with; null when there are none and the issuer does not answer.</summary>
    public async ValueTask<IReadOnlyList<IssuerKey>?> FindAsync(string? keyId, SigningAlgorithm algorithm, CancellationToken cancellationToken)
    {
        var state = Volatile.Read(ref _state);
        if (IsEnough(state, keyId, algorithm)) return IsUsable(state) ? Matching(state, keyId, algorithm) : null;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            state = _state;
            if (!IsEnough(state, keyId, algorithm)) state = await FetchAsync(state, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }

        return IsUsable(state) ? Matching(state, keyId, algorithm) : null;
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async ValueTask<State> FetchAsync(State state, CancellationToken cancellationToken)
    {
        var keys = await fetch.FetchAsync(issuer, cancellationToken);
        var now = time.GetUtcNow();
        state = keys is null ? state with { TriedAt = now } : new State(keys, now, now);
        Volatile.Write(ref _state, state);
        return state;
    }

    /// <summary>Whether the keys that are known do, or nothing better is to be had now.</summary>
    private bool IsEnough(State state, string? keyId, SigningAlgorithm algorithm)
    {
        var now = time.GetUtcNow();
        if (state.TriedAt is { } tried && now - tried < FetchInterval) return true;
        return state.FetchedAt is { } fetched && now - fetched < KeysLife && Matching(state, keyId, algorithm).Count > 0;
    }

    private bool IsUsable(State state) => state.FetchedAt is { } fetched && time.GetUtcNow() - fetched < KeysLifeMax;

    private static List<IssuerKey> Matching(State state, string? keyId, SigningAlgorithm algorithm) =>
        [.. state.Keys.Where(key => key.Fits(algorithm) && (keyId is null || key.KeyId == keyId))];
}
