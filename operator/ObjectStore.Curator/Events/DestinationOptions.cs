using System.Text;

namespace ObjectStore.Curator.Events;

/// <summary>Where events go that are sent to one name: a webhook, or an exchange of a broker. The name is the key in <see cref="EventOptions.Destinations"/>.</summary>
public sealed class DestinationOptions
{
    /// <summary>A short string of AMQP.</summary>
    private const int ShortStringBytesMax = 255;

    /// <summary>Address of a webhook (<c>http</c>, <c>https</c>) or of a broker (<c>amqp</c>, <c>amqps</c>; its path is the virtual host), without user and password.</summary>
    public string Url { get; init; } = "";

    /// <summary>Of a webhook: file with a token that is sent as <c>Authorization: Bearer</c>; empty for none. Read for each attempt.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>Of a webhook: file with the key of the signature; empty for none. Read for each attempt.</summary>
    public string HmacKeyFile { get; init; } = "";

    /// <summary>Of a broker: name of the exchange; empty for the default one, which routes to the queue that the routing key names.</summary>
    public string Exchange { get; init; } = "";

    /// <summary>Of a broker: the routing key of every event.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>Of a broker: file with the user. Read for each connection.</summary>
    public string UserFile { get; init; } = "";

    /// <summary>Of a broker: file with the password. Read for each connection.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>Of <c>amqps</c>: PEM file with the authorities to trust; empty for those of the system. Read for each connection.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>Whether it is a broker; asked only of what has no problem.</summary>
    internal bool IsBroker => IsOf(new Uri(Url), Amqp, Amqps);

    internal static string Amqp => "amqp";

    internal static string Amqps => "amqps";

    /// <summary>What is wrong with it, for people; null when nothing is.</summary>
    public string? Problem() =>
        !Uri.TryCreate(Url, UriKind.Absolute, out var url) || !IsOf(url, Uri.UriSchemeHttp, Uri.UriSchemeHttps, Amqp, Amqps) ? "its Url is no absolute address of http, https, amqp or amqps"
        : url.UserInfo.Length > 0 ? "its Url must not hold a user or password; there are files for them"
        : IsOf(url, Amqp, Amqps) ? BrokerProblem(url)
        : Exchange.Length + RoutingKey.Length + UserFile.Length + PasswordFile.Length + CaFile.Length > 0 ? "Exchange, RoutingKey, UserFile, PasswordFile and CaFile are of amqp and amqps"
        : null;

    private string? BrokerProblem(Uri url) =>
        TokenFile.Length + HmacKeyFile.Length > 0 ? "TokenFile and HmacKeyFile are of http and https"
        : url.Host.Length == 0 || url.Query.Length + url.Fragment.Length > 0 || url.AbsolutePath.LastIndexOf('/') > 0 ? "its Url is not of the form amqp://host[:port][/virtual host]"
        : Exchange.Length + RoutingKey.Length == 0 ? "it needs an Exchange or a RoutingKey"
        : Encoding.UTF8.GetByteCount(Exchange) > ShortStringBytesMax || Encoding.UTF8.GetByteCount(RoutingKey) > ShortStringBytesMax ? "Exchange and RoutingKey have up to 255 bytes"
        : UserFile.Length == 0 || PasswordFile.Length == 0 ? "it needs a UserFile and a PasswordFile"
        : CaFile.Length > 0 && !IsOf(url, Amqps) ? "CaFile is of amqps"
        : null;

    private static bool IsOf(Uri url, params ReadOnlySpan<string> schemes) => schemes.Contains(url.Scheme);
}
