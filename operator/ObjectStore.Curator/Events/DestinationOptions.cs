namespace ObjectStore.Curator.Events;

/// <summary>Where events go that are sent to one name: a webhook. The name is the key in <see cref="EventOptions.Destinations"/>.</summary>
public sealed class DestinationOptions
{
    /// <summary>Address of the webhook: <c>http</c> or <c>https</c>, without user and password.</summary>
    public string Url { get; init; } = "";

    /// <summary>File with a token that is sent as <c>Authorization: Bearer</c>; empty for none. Read for each attempt.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>File with the key of the signature; empty for none. Read for each attempt.</summary>
    public string HmacKeyFile { get; init; } = "";

    /// <summary>What is wrong with it, for people; null when nothing is.</summary>
    internal string? Problem() =>
        !Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") ? "its Url is no absolute address of http or https"
        : url.UserInfo.Length > 0 ? "its Url must not hold a user or password; there is TokenFile"
        : null;
}
