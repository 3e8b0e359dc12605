using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ObjectStore.Policies.Conditions;

/// <summary>Reads addresses as those write them who decide by them.</summary>
/// <remarks>
/// Of IPv4 only four decimal numbers are one: <see cref="IPAddress.TryParse(string, out IPAddress)"/> takes fewer, and octal and hexadecimal ones, which mean
/// other addresses than they seem to (<c>192.168.1</c> is 192.168.0.1).
/// </remarks>
public static class AddressText
{
    /// <summary>An address of IPv4, or one of IPv6 without brackets and scope; false when the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? text.SequenceEqual(address.ToString()) : !text.ContainsAny('[', '%'));
}
