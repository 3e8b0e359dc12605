using System.Text;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Tests.Identifiers;

public class ObjectKeyTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\uD800")]
    public void TryCreate_EmptyOrNotUtf8_IsFalse(string text)
    {
        var bytes = text.Length == 0 ? [] : new byte[] { 0xED, 0xA0, 0x80 };

        Assert.False(ObjectKey.TryCreate(bytes, out _));
    }

    [Fact]
    public void TryCreate_AtTheBound_AcceptsAndRefusesOneMore()
    {
        Assert.True(ObjectKey.TryCreate(new byte[ObjectKey.BytesMax], out _));
        Assert.False(ObjectKey.TryCreate(new byte[ObjectKey.BytesMax + 1], out _));
    }

    [Fact]
    public void CompareTo_Utf8AndUtf16OrderDiffer_FollowsUtf8()
    {
        // U+FF5E sorts after U+1F600 in UTF-16 and before it in UTF-8.
        var tilde = ObjectKey.From("\uFF5E");
        var emoji = ObjectKey.From("\U0001F600");

        Assert.True(tilde < emoji);
        Assert.NotEqual(tilde, emoji);
        Assert.Equal("\U0001F600", emoji.ToString());
        Assert.Equal(4, Encoding.UTF8.GetByteCount("\U0001F600"));
    }
}
