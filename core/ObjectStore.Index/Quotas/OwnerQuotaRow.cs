using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Quotas;

/// <summary>The quota of an owner in the catalog: a job state, docs/format/limits.md.</summary>
/// <param name="OwnerId">User id of the owner; in the name of the state.</param>
/// <param name="Id">Identity of the quota, in the rules of all buckets of the owner.</param>
/// <param name="Quota">What was set.</param>
/// <param name="Mode">What writes are to do about it.</param>
/// <param name="Generation">Grows with every change of the mode, from 1.</param>
/// <param name="IsInForce">Whether every fence has this generation.</param>
/// <param name="Databases">Names of the databases that may have a fence.</param>
internal sealed partial record OwnerQuotaRow(
    string OwnerId, OwnerQuotaId Id, StorageQuota Quota, QuotaMode Mode, ulong Generation, bool IsInForce, IReadOnlyList<string> Databases)
{
    /// <summary>What the names of these states begin with.</summary>
    public const string StatePrefix = "quotas/owner/";

    private const int Version = 1;

    public static byte[] KeyOf(string ownerId) => RowKeys.JobState(StatePrefix + ownerId);

    /// <summary>The row as its fence in a database.</summary>
    public OwnerQuotaFence Fence => new(OwnerId, Generation, Mode);

    /// <summary>As the value of its row.</summary>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey)
    {
        var document = new Document(Version, Id.Value.ToString("x16", CultureInfo.InvariantCulture), Mode, Generation, IsInForce, [.. Databases], Quota.Bytes, Quota.Objects);
        return JobStateCodec.Encode(rowKey, JsonSerializer.SerializeToUtf8Bytes(document, RowJson.Default.Document));
    }

    /// <summary>False when the row is damaged, misplaced, of an unknown format, or not of an owner's quota.</summary>
    public static bool TryDecode(Row row, [NotNullWhen(true)] out OwnerQuotaRow? quota)
    {
        quota = null;
        if (row.Key.Span[0] != RowFamily.JobState || !JobStateCodec.TryDecode(row.Key.Span, row.Value, out var state)) return false;
        var name = RowKeys.NameOf(row.Key.Span);
        return name.StartsWith(StatePrefix, StringComparison.Ordinal) && TryDecode(name[StatePrefix.Length..], state.Span, out quota);
    }

    private static bool TryDecode(string ownerId, ReadOnlySpan<byte> state, [NotNullWhen(true)] out OwnerQuotaRow? quota)
    {
        quota = null;
        try
        {
            if (JsonSerializer.Deserialize(state, RowJson.Default.Document) is not { Version: Version } document) return false;
            var limit = new StorageQuota(document.Bytes, document.Objects);
            if (!ulong.TryParse(document.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)) return false;
            if (!limit.IsValid || document.Mode is <= QuotaMode.None or > QuotaMode.Enforced || document.Generation == 0) return false;
            quota = new OwnerQuotaRow(ownerId, new OwnerQuotaId(id), limit, document.Mode, document.Generation, document.IsInForce, document.Databases);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal sealed record Document(int Version, string Id, QuotaMode Mode, ulong Generation, bool IsInForce, string[] Databases, long? Bytes = null, long? Objects = null);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Document))]
    internal sealed partial class RowJson : JsonSerializerContext;
}
