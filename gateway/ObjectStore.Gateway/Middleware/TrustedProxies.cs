using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using ObjectStore.Policies.Conditions;
using IPNetwork = System.Net.IPNetwork;

namespace ObjectStore.Gateway.Middleware;

/// <summary>
/// Proxies whose word counts on where a request comes from: of the addresses in <c>X-Forwarded-For</c> the last that is none of theirs, which a client
/// cannot forge. What others send under that name is not looked at.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Reads networks in CIDR notation and single addresses, separated by commas; false when one is neither.</summary>
    public static bool TryParse(string text, out IReadOnlyList<IPNetwork> networks)
    {
        var parsed = new List<IPNetwork>();
        networks = parsed;
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var slash = item.IndexOf('/', StringComparison.Ordinal);
            if (!AddressText.TryParse(slash < 0 ? item : item.AsSpan(0, slash), out var address)) return false;
            if (slash < 0) parsed.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(item, out var network)) parsed.Add(network);
            else return false;
        }

        return true;
    }

    /// <summary>From here on, requests come from whom the proxies name.</summary>
    public static void Use(IApplicationBuilder app, IReadOnlyList<IPNetwork> networks)
    {
        // Without a limit on how many proxies there may be in a row: the first that is not trusted ends it.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
