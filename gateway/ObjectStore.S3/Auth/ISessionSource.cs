namespace ObjectStore.S3.Auth;

/// <summary>Where the tokens of temporary credentials are opened. Thread-safe, answers from memory: it is asked on every request that has one.</summary>
public interface ISessionSource
{
    /// <summary>Opens a token.</summary>
    /// <param name="accessKey">The access key that came with it.</param>
    /// <param name="token">The token, as the client sent it.</param>
    /// <param name="identity">Whose session it is, with its secret and its rights of now; only with <see cref="SessionOutcome.Valid"/>.</param>
    SessionOutcome Open(string accessKey, string token, out Identity? identity);
}
