namespace ObjectStore.Events.Tests;

public sealed class DestinationArnTests
{
    [Theory]
    [InlineData("arn:objectstore:sqs:us-east-1:123456789012:audit", DestinationKind.Queue, "audit")]
    [InlineData("arn:objectstore:sqs:::A-b_9", DestinationKind.Queue, "A-b_9")]
    [InlineData("arn:aws:sns:eu-west-1:1:t", DestinationKind.Topic, "t")]
    public void TryParse_Good_GivesTheName(string arn, DestinationKind kind, string name)
    {
        Assert.True(DestinationArn.TryParse(arn, kind, out var read));
        Assert.Equal(name, read);
    }

    [Theory]
    [InlineData("", DestinationKind.Queue)]
    [InlineData("audit", DestinationKind.Queue)]
    [InlineData("arn:objectstore:sqs:r:a:", DestinationKind.Queue)]
    [InlineData("arn:objectstore:sqs:r:a:b:c", DestinationKind.Queue)]
    [InlineData("arn:objectstore:sqs:r:a:b/c", DestinationKind.Queue)]
    [InlineData("arn:objectstore:sns:r:a:b", DestinationKind.Queue)]
    [InlineData("arn:objectstore:sqs:r:a:b", DestinationKind.Topic)]
    [InlineData("arn:minio:sqs:r:a:b", DestinationKind.Queue)]
    public void TryParse_Bad_IsRefused(string arn, DestinationKind kind) => Assert.False(DestinationArn.TryParse(arn, kind, out _));
}
