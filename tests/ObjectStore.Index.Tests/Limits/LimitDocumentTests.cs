using System.Text;
using ObjectStore.Index.Limits;
using ObjectStore.Index.Quotas;
using Xunit;

namespace ObjectStore.Index.Tests.Limits;

/// <summary>The bytes of rates and quotas: docs/format/limits.md.</summary>
public sealed class LimitDocumentTests
{
    [Fact]
    public void Encode_Rates_GivesTheBytesThatTheyHaveForEver()
    {
        Assert.Equal("""{"version":1}""", Text(RateLimits.None.Encode()));
        Assert.Equal("""{"version":1,"requestsPerSecond":0,"receivedBytesPerSecond":2,"sentBytesPerSecond":1125899906842624}""", Text(new RateLimits(0, 2, RateLimits.PerSecondMax).Encode()));
        Assert.Equal("""{"version":1,"sentBytesPerSecond":5,"weight":100}""", Text(LimitsRow.Encode(new UserLimits(new RateLimits(null, null, 5), UserLimits.WeightMax))));
    }

    [Fact]
    public void Encode_Quota_GivesTheBytesThatItHasForEver()
    {
        Assert.Equal("""{"version":1,"bytes":0}""", Text(new StorageQuota(0, null).Encode()));
        Assert.Equal("""{"version":1,"bytes":1125899906842624,"objects":7}""", Text(new StorageQuota(StorageQuota.Max, 7).Encode()));
    }

    [Fact]
    public void Decode_WhatWasEncoded_GivesItBack()
    {
        var user = new UserLimits(new RateLimits(1, 0, RateLimits.PerSecondMax), 3);
        var quota = new StorageQuota(null, 9);

        Assert.True(LimitsRow.TryDecode(LimitsRow.Encode(user), out var readUser));
        Assert.True(LimitsRow.TryDecode(LimitsRow.Encode(UserLimits.None), out var readNone));
        Assert.True(RateLimits.TryDecode(user.Rates.Encode(), out var readRates));
        Assert.True(StorageQuota.TryDecode(quota.Encode(), out var readQuota));

        Assert.Equal((user, UserLimits.None, user.Rates, quota), (readUser, readNone, readRates, readQuota));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":2}""")]
    [InlineData("""{"version":"1"}""")]
    [InlineData("""{"version":1,"requestsPerSecond":-1,"bytes":-1}""")]
    [InlineData("""{"version":1,"requestsPerSecond":1125899906842625,"bytes":1125899906842625}""")]
    [InlineData("""{"version":1,"sentBytesPerSecond":1.5,"objects":1.5}""")]
    [InlineData("""{"version":1,"weight":0,"objects":"7"}""")]
    [InlineData("""{"version":1,"weight":101,"objects":99999999999999999999}""")]
    public void Decode_WhatIsNone_IsRefused(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.False(LimitsRow.TryDecode(bytes, out var limits));
        Assert.False(StorageQuota.TryDecode(bytes, out var quota));
        Assert.Equal((null, null), (limits, quota));
    }

    [Fact]
    public void Decode_FieldsOfLaterReleases_ArePassedOver()
    {
        var bytes = """{"version":1,"requestsPerSecond":5,"objects":6,"later":{"a":[1]}}"""u8;

        Assert.True(LimitsRow.TryDecode(bytes, out var limits));
        Assert.True(StorageQuota.TryDecode(bytes, out var quota));
        Assert.Equal((5, 6), (limits.Rates.RequestsPerSecond, quota.Objects));
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
