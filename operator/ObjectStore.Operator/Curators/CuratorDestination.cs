using ObjectStore.Curator.Events;

namespace ObjectStore.Operator.Curators;

/// <summary>One destination of events as a curator is told of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its address.</param>
/// <param name="Exchange">Of a broker, or empty.</param>
/// <param name="RoutingKey">Of a broker, or empty.</param>
/// <param name="Keys">Keys of its Secret that it uses, in the order of <see cref="SecretKeys"/>.</param>
internal sealed record CuratorDestination(string Name, string Url, string Exchange, string RoutingKey, IReadOnlyList<string> Keys)
{
    public const string Token = "token";
    public const string HmacKey = "hmac-key";
    public const string User = "username";
    public const string Password = "password";
    public const string Authority = "ca.crt";

    /// <summary>All keys that a Secret of a destination may have.</summary>
    public static IReadOnlyList<string> SecretKeys { get; } = [Token, HmacKey, User, Password, Authority];

    /// <summary>Name of the file that holds what a key has.</summary>
    public string FileOf(string key) => $"event-{Name}-{key}";

    /// <summary>The settings of the curator, with files in a folder.</summary>
    public DestinationOptions In(string folder) => new()
    {
        Url = Url,
        Exchange = Exchange,
        RoutingKey = RoutingKey,
        TokenFile = PathOf(folder, Token),
        HmacKeyFile = PathOf(folder, HmacKey),
        UserFile = PathOf(folder, User),
        PasswordFile = PathOf(folder, Password),
        CaFile = PathOf(folder, Authority),
    };

    /// <inheritdoc />
    public bool Equals(CuratorDestination? other) =>
        other is not null && (Name, Url, Exchange, RoutingKey) == (other.Name, other.Url, other.Exchange, other.RoutingKey) && Keys.SequenceEqual(other.Keys, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Url, Exchange, RoutingKey, Keys.Count);

    private string PathOf(string folder, string key) => Keys.Contains(key) ? Path.Combine(folder, FileOf(key)) : "";
}
