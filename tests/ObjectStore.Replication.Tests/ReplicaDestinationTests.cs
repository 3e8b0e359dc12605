namespace ObjectStore.Replication.Tests;

public sealed class ReplicaDestinationTests
{
    [Theory]
    [InlineData("arn:objectstore:s3:::far/photos", "far/photos")]
    [InlineData("arn:aws:s3:::far/photos", "far/photos")]
    [InlineData("arn:aws:s3:::my.photos-1", "default/my.photos-1")]
    public void TryParseArn_Destination_NamesTargetAndBucket(string arn, string expected)
    {
        Assert.True(ReplicaDestination.TryParseArn(arn, out var destination));
        Assert.Equal(expected, destination.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("photos")]
    [InlineData("far/photos")]
    [InlineData("arn:objectstore:s3:::photos")]
    [InlineData("arn:objectstore:s3:::/photos")]
    [InlineData("arn:objectstore:s3:::far/")]
    [InlineData("arn:objectstore:s3:::far/photos/more")]
    [InlineData("arn:objectstore:s3:::far/../photos")]
    [InlineData("arn:objectstore:s3:us-east-1:1:far/photos")]
    [InlineData("arn:aws:sqs:::photos")]
    [InlineData("arn:aws:s3:::")]
    [InlineData("arn:aws:s3:::a b")]
    public void TryParseArn_AnythingElse_IsRefused(string arn) => Assert.False(ReplicaDestination.TryParseArn(arn, out _));
}
