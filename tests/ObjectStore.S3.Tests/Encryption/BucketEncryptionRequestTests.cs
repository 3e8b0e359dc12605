using System.Text;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Tests.Encryption;

public sealed class BucketEncryptionRequestTests
{
    private const string Default = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>photos</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>";

    [Fact]
    public void TryParse_WholeRule_IsShownAsItWas()
    {
        Assert.True(TryParse($"<Rule>{Default}<BucketKeyEnabled>true</BucketKeyEnabled></Rule>", out var rule));
        Assert.True(BucketEncryptionRequest.TryParse(rule.Render().Written, out var again));

        Assert.Equal(("aws:kms", "photos", true, true), (rule.Algorithm, rule.KeyId, rule.HasBucketKey, rule.IsKeyService));
        Assert.Equal(rule, again);
    }

    [Fact]
    public void TryParse_KeyOfTheStore_HasNoKeyId()
    {
        Assert.True(TryParse("<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID/></ApplyServerSideEncryptionByDefault></Rule>", out var rule));

        Assert.Equal(("AES256", null, null, false), (rule.Algorithm, rule.KeyId, rule.HasBucketKey, rule.IsKeyService));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Rule/>")]
    [InlineData("<Rule><BucketKeyEnabled>true</BucketKeyEnabled></Rule>")]
    [InlineData($"<Rule>{Default}</Rule><Rule>{Default}</Rule>")]
    [InlineData($"<Rule>{Default}{Default}</Rule>")]
    [InlineData($"<Rule>{Default}<BucketKeyEnabled>1</BucketKeyEnabled></Rule>")]
    [InlineData($"<Rule>{Default}<Other/></Rule>")]
    [InlineData("<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES128</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>")]
    [InlineData("<Rule><ApplyServerSideEncryptionByDefault/></Rule>")]
    [InlineData("<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>")]
    [InlineData("<Rule>")]
    public void TryParse_WhatIsNoRule_IsRefused(string content) => Assert.False(TryParse(content, out _));

    [Fact]
    public void TryParse_KeyIdOfAnyLength_IsBounded() =>
        Assert.False(TryParse($"<Rule>{Default.Replace("photos", new string('k', 2049), StringComparison.Ordinal)}</Rule>", out _));

    private static bool TryParse(string content, out BucketEncryptionRequest rule) => BucketEncryptionRequest.TryParse(
        Encoding.UTF8.GetBytes($"<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{content}</ServerSideEncryptionConfiguration>"), out rule!);
}
