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
    private const int FlagsMax = 15;

    public static void Write(ref RowWriter writer, BucketRules rules)
    {
        writer.Byte((byte)rules.Versioning);
        writer.Byte((byte)((rules.HasObjectLock ? HasObjectLock : 0) | (rules.DefaultRetention is null ? 0 : HasDefaultRetention) | ((int)rules.Quota << QuotaModeShift)));
        if (rules.DefaultRetention is not { } retention) return;
        writer.Byte((byte)retention.Mode);
        writer.Number(retention.Days);
        writer.Number(retention.Years);
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
            Quota = (QuotaMode)(flags >> QuotaModeShift),
        };
    }
}
