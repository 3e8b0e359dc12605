namespace ObjectStore.Events.Tests;

public sealed class EventTypesTests
{
    [Fact]
    public void NameOf_EveryType_IsReadBack()
    {
        foreach (var type in Enum.GetValues<EventType>())
        {
            Assert.True(EventTypes.TryParseName(EventTypes.NameOf(type), out var read));
            Assert.Equal(type, read);
        }
    }

    [Theory]
    [InlineData("s3:ObjectCreated:*", 4)]
    [InlineData("s3:ObjectRemoved:*", 2)]
    [InlineData("s3:ObjectTagging:*", 2)]
    [InlineData("s3:LifecycleExpiration:*", 2)]
    [InlineData("s3:ObjectAcl:Put", 1)]
    [InlineData("s3:LifecycleTransition", 1)]
    [InlineData("s3:ObjectRestore:*", 3)]
    [InlineData("s3:ObjectRestore:Completed", 1)]
    public void TryParsePattern_Known_GivesItsTypes(string pattern, int count)
    {
        Assert.True(EventTypes.TryParsePattern(pattern, out var types));
        Assert.Equal(count, types.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("s3:*")]
    [InlineData("s3:ObjectAcl:*")]
    [InlineData("ObjectCreated:Put")]
    [InlineData("s3:objectcreated:put")]
    [InlineData("s3:LifecycleTransition:*")]
    [InlineData("s3:Replication:*")]
    [InlineData("s3:TestEvent")]
    public void TryParsePattern_NothingThatHappensHere_IsRefused(string pattern) => Assert.False(EventTypes.TryParsePattern(pattern, out _));
}
