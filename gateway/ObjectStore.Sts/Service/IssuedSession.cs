using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Service;

/// <summary>A session with its token.</summary>
/// <param name="Session">The session.</param>
/// <param name="Token">What the client sends with each request.</param>
internal sealed record IssuedSession(SessionToken Session, string Token);
