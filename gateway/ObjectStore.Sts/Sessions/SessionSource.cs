using System.Collections.Concurrent;
using System.Text;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Sts.Sessions;

/// <summary>Opens the tokens of requests and says whose they are, with the rights of now. Thread-safe, from memory alone.</summary>
/// <remarks>
/// Tokens that were opened are remembered, one for each access key, which only who has a token of this store can fill. At the bound all are
/// dropped: to open one again takes some 10 µs.
/// </remarks>
/// <param name="tokens">Opens them.</param>
/// <param name="principals">Whom they stand for.</param>
/// <param name="time">Says whether they have expired.</param>
public sealed class SessionSource(SessionTokens tokens, ISessionPrincipals principals, TimeProvider time) : ISessionSource
{
    /// <summary>Most sessions that are remembered, some 3 KiB each.</summary>
    private const int SessionsMax = 4096;

    private readonly ConcurrentDictionary<string, OpenSession> _open = new(StringComparer.Ordinal);
    private int _count;

    /// <inheritdoc />
    public SessionOutcome Open(string accessKey, string token, out Identity? identity)
    {
        identity = null;
        if (FindOpen(accessKey, token) is not { } open) return SessionOutcome.Invalid;
        if (time.GetUtcNow() >= open.Session.ExpiresAt) return SessionOutcome.Expired;
        identity = open.IdentityOf(principals);
        return identity is null ? SessionOutcome.Invalid : SessionOutcome.Valid;
    }

    private OpenSession? FindOpen(string accessKey, string token)
    {
        if (_open.TryGetValue(accessKey, out var known) && known.Token == token) return known;
        if (!tokens.TryOpen(token, out var session) || session.AccessKey != accessKey) return null;
        PolicyDocument? policy = null;
        if (session.Policy is { } text)
        {
            // It was accepted when it was sealed; what this release does not take limits to nothing.
            if (!PolicyParser.TryParse(Encoding.UTF8.GetBytes(text), PolicyKind.Identity, out var parsed, out _)) return null;
            policy = parsed;
        }

        var open = new OpenSession(token, session, policy);
        Remember(open);
        return open;
    }

    private void Remember(OpenSession open)
    {
        if (!_open.TryAdd(open.Session.AccessKey, open))
        {
            _open[open.Session.AccessKey] = open;
            return;
        }

        if (Interlocked.Increment(ref _count) <= SessionsMax) return;
        Interlocked.Exchange(ref _count, 0);
        _open.Clear();
    }
}
