using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Cluster.Damage;

/// <summary>
/// What gateways found damaged, on its way to the curator: in the catalog one state for each gateway, written when the last has been taken. Thread-safe; throws as the
/// catalog does.
/// </summary>
/// <remarks>
/// A state is a version byte (1) and the reports: stripe (16 bytes, big endian), fragment index (1 byte), placement group (4 bytes, little endian). Bounded by
/// <see cref="ReportsMax"/> for each gateway. Losing it costs nothing: the background walks find the same damage.
/// </remarks>
public sealed class DamageMailbox(ICatalog catalog)
{
    /// <summary>Reports in one letter.</summary>
    public const int ReportsMax = 1024;

    private const string Prefix = "damage/";
    private const byte Version = 1;
    private const int ReportBytes = StripeId.Size + sizeof(byte) + sizeof(uint);

    /// <summary>Leaves reports for the curator; false while it has not taken the last ones.</summary>
    /// <param name="sender">Name of the gateway, as no other has it.</param>
    /// <param name="reports">At most <see cref="ReportsMax"/>.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    public ValueTask<bool> TryPostAsync(string sender, IReadOnlyCollection<DamageReport> reports, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reports.Count, ReportsMax);
        return catalog.TryReplaceJobStateAsync(Prefix + sender, null, Encode(reports), cancellationToken);
    }

    /// <summary>Takes the letters of all gateways out. One that cannot be read is thrown away with its reports.</summary>
    public async ValueTask<IReadOnlyList<DamageReport>> TakeAsync(CancellationToken cancellationToken)
    {
        var taken = new List<DamageReport>();
        await foreach (var (name, state) in catalog.ListJobStatesAsync(Prefix, cancellationToken))
        {
            if (state is not { } bytes) continue;
            if (await catalog.TryReplaceJobStateAsync(name, bytes, null, cancellationToken) && TryDecode(bytes.Span, out var reports)) taken.AddRange(reports);
        }

        return taken;
    }

    internal static byte[] Encode(IReadOnlyCollection<DamageReport> reports)
    {
        var bytes = new byte[1 + reports.Count * ReportBytes];
        bytes[0] = Version;
        var rest = bytes.AsSpan(1);
        foreach (var report in reports)
        {
            report.Fragment.Stripe.Format(rest);
            rest[StripeId.Size] = report.Fragment.Index;
            BinaryPrimitives.WriteUInt32LittleEndian(rest[(StripeId.Size + 1)..], report.Group.Value);
            rest = rest[ReportBytes..];
        }

        return bytes;
    }

    /// <summary>False when it is of another version or length.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out IReadOnlyList<DamageReport> reports)
    {
        reports = [];
        if (bytes.IsEmpty || bytes[0] != Version || (bytes.Length - 1) % ReportBytes != 0) return false;
        var read = new DamageReport[(bytes.Length - 1) / ReportBytes];
        for (var i = 0; i < read.Length; i++)
        {
            var report = bytes.Slice(1 + i * ReportBytes, ReportBytes);
            var fragment = new FragmentId(StripeId.Read(report), report[StripeId.Size]);
            read[i] = new DamageReport(fragment, new PlacementGroupId(BinaryPrimitives.ReadUInt32LittleEndian(report[(StripeId.Size + 1)..])));
        }

        reports = read;
        return true;
    }
}
