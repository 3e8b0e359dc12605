using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Index.Rows;

/// <summary>Rules of a bucket inside a row; docs/format/index.md §8.</summary>
internal static class RulesCodec
{
    private const int HasObjectLock = 1;
    private const int HasDefaultRetention = 2;
    private const int QuotaModeShift = 2;
    private const int QuotaModeBits = 3;
    private const int HasOwnerQuota = 16;
    private const int FlagsMax = 31;

    public static void Write(ref RowWriter writer, BucketRules rules)
    {
        writer.Byte((byte)rules.Versioning);
        writer.Byte(FlagsOf(rules));
        if (rules.DefaultRetention is { } retention)
        {
            writer.Byte((byte)retention.Mode);
            writer.Number(retention.Days);
            writer.Number(retention.Years);
        }

        if (rules.OwnerQuota is { } quota) writer.Number(quota.Value);
    }

    public static BucketRules Read(ref RowReader reader)
    {
        var versioning = (BucketVersioning)reader.Byte();
        var flags = reader.Byte();
        reader.Require(versioning <= BucketVersioning.Suspended && flags <= FlagsMax);
        DefaultRetention? retention = null;
        if ((flags & HasDefaultRetention) != 0)
        {
            var mode = (RetentionMode)reader.Byte();
            reader.Require(mode is RetentionMode.Governance or RetentionMode.Compliance);
            retention = new DefaultRetention(mode, reader.Number(DefaultRetention.DaysMax), reader.Number(DefaultRetention.YearsMax));
        }

        return new BucketRules
        {
            Versioning = versioning,
            HasObjectLock = (flags & HasObjectLock) != 0,
            DefaultRetention = retention,
            Quota = (QuotaMode)((flags >> QuotaModeShift) & QuotaModeBits),
            OwnerQuota = (flags & HasOwnerQuota) != 0 ? new OwnerQuotaId(reader.Number(ulong.MaxValue)) : null,
        };
    }

    private static byte FlagsOf(BucketRules rules) => (byte)(
        (rules.HasObjectLock ? HasObjectLock : 0)
        | (rules.DefaultRetention is null ? 0 : HasDefaultRetention)
        | ((int)rules.Quota << QuotaModeShift)
        | (rules.OwnerQuota is null ? 0 : HasOwnerQuota));
}
