using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;

namespace ObjectStore.Iam.Actions;

/// <summary>Providers of OpenID Connect.</summary>
internal static class OidcProviderActions
{
    private const int UrlLengthMax = 255;
    private const int ClientIdLengthMax = 255;
    private const int ThumbprintLength = 40;

    private static readonly IamResource Provider = IamResource.Of(ArnOf);

    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreateOpenIDConnectProvider", IamResource.Of(static call => call.Arn("oidc-provider/" + IamOidcProvider.NameOf(call.Required("Url")))), Create),
        new("GetOpenIDConnectProvider", Provider, Get),
        new("ListOpenIDConnectProviders", IamResource.Of(static call => call.Arn("oidc-provider/*")), List),
        new("DeleteOpenIDConnectProvider", Provider, static call => IamOutcome.Remove(ProviderOf(call))),
        new("AddClientIDToOpenIDConnectProvider", Provider, AddClient),
        new("RemoveClientIDFromOpenIDConnectProvider", Provider, RemoveClient),
        new("UpdateOpenIDConnectProviderThumbprint", Provider, static call => IamOutcome.Store(ProviderOf(call) with { Thumbprints = ThumbprintsOf(call) })),
    ];

    private static string ArnOf(IamCall call) => call.Required("OpenIDConnectProviderArn");

    private static IamOutcome Create(IamCall call)
    {
        var url = call.Required("Url");
        var isUrl = url.Length <= UrlLengthMax && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && parsed.Query.Length == 0 && parsed.Fragment.Length == 0;
        if (!isUrl) throw IamErrors.InvalidInput("Url must be that of an issuer: https, without a query.");
        if (call.Account.FindOidcProvider(IamOidcProvider.NameOf(url)) is not null) throw IamErrors.AlreadyExists("Provider", url);
        if (call.Account.OidcProviders.Count >= IamLimits.OidcProvidersMax) throw IamErrors.LimitExceeded("OpenIDConnectProvidersPerAccount", IamLimits.OidcProvidersMax);
        var clients = CheckClients([.. call.ListOf("ClientIDList").Distinct(StringComparer.Ordinal)]);
        var provider = new IamOidcProvider(IamIds.NewOidcProvider(), call.AccountId, call.Now, url, clients, ThumbprintsOf(call));
        return new IamOutcome(xml => xml.Element("OpenIDConnectProviderArn"u8, provider.Arn)) { Stored = [provider] };
    }

    private static IamOutcome Get(IamCall call)
    {
        var provider = ProviderOf(call);
        return new IamOutcome(xml =>
        {
            xml.Element("Url"u8, provider.Url);
            IamXml.Texts(xml, "ClientIDList", provider.ClientIds);
            IamXml.Texts(xml, "ThumbprintList", provider.Thumbprints);
            IamXml.Time(xml, "CreateDate"u8, provider.CreatedAt);
        });
    }

    private static IamOutcome List(IamCall call)
    {
        var providers = call.Account.OidcProviders.Values;
        return new IamOutcome(xml => IamXml.List(xml, "OpenIDConnectProviderList", providers, static (xml, provider) => xml.Element("Arn"u8, provider.Arn)));
    }

    private static IamOutcome AddClient(IamCall call)
    {
        var (provider, client) = (ProviderOf(call), call.Required("ClientID"));
        return provider.ClientIds.Contains(client) ? IamOutcome.Store() : IamOutcome.Store(provider with { ClientIds = CheckClients([.. provider.ClientIds, client]) });
    }

    private static IamOutcome RemoveClient(IamCall call)
    {
        var (provider, client) = (ProviderOf(call), call.Required("ClientID"));
        return IamOutcome.Store(provider with { ClientIds = [.. provider.ClientIds.Where(other => other != client)] });
    }

    private static IamOidcProvider ProviderOf(IamCall call)
    {
        var arn = ArnOf(call);
        return call.Account.OidcProviders.Values.FirstOrDefault(provider => provider.Arn == arn) ?? throw IamErrors.NoSuchEntity("OpenIDConnect Provider", arn);
    }

    private static IReadOnlyList<string> CheckClients(IReadOnlyList<string> clients)
    {
        if (clients.Count > IamLimits.ClientIdsMax) throw IamErrors.LimitExceeded("ClientIdsPerOpenIdConnectProvider", IamLimits.ClientIdsMax);
        return clients.All(static client => client.Length is > 0 and <= ClientIdLengthMax && !client.Any(char.IsControl))
            ? clients
            : throw QueryErrors.Validation($"A client id has up to {ClientIdLengthMax} characters, and no control characters.");
    }

    private static IReadOnlyList<string> ThumbprintsOf(IamCall call)
    {
        var thumbprints = call.ListOf("ThumbprintList");
        if (thumbprints.Count > IamLimits.ThumbprintsMax) throw IamErrors.InvalidInput($"ThumbprintList may have {IamLimits.ThumbprintsMax} members.");
        return thumbprints.All(static thumbprint => thumbprint.Length == ThumbprintLength && thumbprint.All(char.IsAsciiLetterOrDigit))
            ? thumbprints
            : throw IamErrors.InvalidInput($"A thumbprint has {ThumbprintLength} digits.");
    }
}
