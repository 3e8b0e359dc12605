using System.Globalization;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Paths and names of payload over HTTP/1.1 (docs/format/rpc.md §4).</summary>
internal static class PayloadPaths
{
    /// <summary>Where fragments are put; the body says which.</summary>
    public const string Put = "/v1/fragments";

    /// <summary>Header with the number of a storage error.</summary>
    public const string ErrorHeader = "objectstore-error";

    /// <summary>Header with the CRC-32C of a body, eight hexadecimal digits.</summary>
    public const string CrcHeader = "objectstore-crc32c";

    /// <summary>Content type of a put: u16 LE length of a PutHeader, the header, the payload.</summary>
    public const string PutContentType = "application/vnd.objectstore.fragment";

    private const int SegmentCount = 5;

    /// <summary>Where a range of a fragment is read.</summary>
    public static string Get(DeviceId device, FragmentId id, int offset, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{Put}/{device.Value:N}/{id.Stripe}/{id.Index}/{offset}/{length}");

    /// <summary>Reads what <see cref="Get"/> wrote; false on anything else.</summary>
    public static bool TryParseGet(string path, out DeviceId device, out FragmentId id, out int offset, out int length)
    {
        (device, id, offset, length) = (default, default, 0, 0);
        if (!path.StartsWith(Put + "/", StringComparison.Ordinal)) return false;
        Span<Range> parts = stackalloc Range[SegmentCount + 1];
        var rest = path.AsSpan(Put.Length + 1);
        if (rest.Split(parts, '/') != SegmentCount) return false;
        if (!Guid.TryParseExact(rest[parts[0]], "N", out var guid)) return false;
        if (rest[parts[1]].Length != 2 * StripeId.Size || !UInt128.TryParse(rest[parts[1]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var stripe)) return false;
        if (!byte.TryParse(rest[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return false;
        if (!int.TryParse(rest[parts[3]], NumberStyles.None, CultureInfo.InvariantCulture, out offset)) return false;
        if (!int.TryParse(rest[parts[4]], NumberStyles.None, CultureInfo.InvariantCulture, out length)) return false;
        device = new DeviceId(guid);
        id = new FragmentId(new StripeId((ulong)(stripe >> 64), (ulong)stripe), index);
        return length is > 0 and <= FragmentWire.PayloadBytesMax;
    }
}
