using ObjectStore.Index.Catalog;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using Xunit;
using static ObjectStore.Index.Tests.Rows.RowSamples;

namespace ObjectStore.Index.Tests.Rows;

public sealed class QuotaRowCodecTests
{
    [Fact]
    public void Decode_Quota_GivesBackEveryField()
    {
        Assert.True(QuotaCodec.TryDecodeLedger(new Row(LedgerRow, Kinds["quota-ledger"].Value, 1), out var ledger));
        Assert.True(QuotaCodec.TryDecodeAccount(new Row(AccountRow, Kinds["quota-account"].Value, 1), out var account));
        Assert.True(QuotaCodec.TryDecodePurse(new Row(PurseRow, Kinds["quota-purse"].Value, 1), out var purse));

        Assert.Equal((SampleLedger.Limit, SampleLedger.Uncounted), (ledger.Limit, ledger.Uncounted));
        Assert.Equal(SampleLedger.Databases, ledger.Databases);
        Assert.Equal(new QuotaAccount(new(1L << 50, 9), new(-8, 7), new(3, 0)), account);
        Assert.Equal(new StoredAmount(123_456, -2), purse);
        Assert.False(QuotaCodec.CanDecode(new Row(PurseRow.AsMemory(..^1), Kinds["quota-purse"].Value, 1)));
    }

    [Fact]
    public void Decode_OwnerQuota_GivesBackEveryField()
    {
        Assert.True(OwnerQuotaRow.TryDecode(new Row(OwnerRow, Kinds["owner-quota"].Value, 1), out var owner));
        Assert.True(QuotaCodec.TryDecodeFence(new Row(OwnerFenceRow, Kinds["owner-quota-fence"].Value, 1), out var fence));

        Assert.Equivalent(SampleOwner, owner, strict: true);
        Assert.Equal(new OwnerQuotaFence("owner", 7, QuotaMode.Over), fence);
    }

    /// <summary>A quota of a bucket has no fence, and no fence is of generation 0 or of a mode that does not exist.</summary>
    [Fact]
    public void Decode_FenceOfAQuotaThatCannotBe_IsRefused()
    {
        var ofBucket = RowKeys.AccountOfQuota(Samples.Bucket);
        ofBucket[^1] = RowKeys.QuotaFence;
        var rows = new (byte[] Key, OwnerQuotaFence Fence)[]
        {
            (ofBucket, SampleOwner.Fence), (OwnerFenceRow, SampleOwner.Fence with { Generation = 0 }), (OwnerFenceRow, SampleOwner.Fence with { Mode = QuotaMode.None }),
            (OwnerFenceRow, SampleOwner.Fence with { Mode = (QuotaMode)4 }),
        };

        Assert.All(rows, static row => Assert.False(QuotaCodec.CanDecode(new Row(row.Key, QuotaCodec.EncodeFence(row.Key, row.Fence), 1))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"version":2,"id":"1","mode":1,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"x","mode":1,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":0,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":4,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":0,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":1,"isInForce":true}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":1,"isInForce":true,"databases":null}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":1,"isInForce":true,"databases":["a"],"bytes":-1}""")]
    public void Decode_OwnerQuotaThatCannotBe_IsRefused(string json) =>
        Assert.False(OwnerQuotaRow.TryDecode(new Row(OwnerRow, JobStateCodec.Encode(OwnerRow, System.Text.Encoding.UTF8.GetBytes(json)), 1), out _));
}
