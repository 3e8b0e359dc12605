using Microsoft.AspNetCore.Http;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;

namespace ObjectStore.S3.Tests.Acl;

public class GrantHeadersTests
{
    [Fact]
    public void TryParse_SeveralGrantees_GivesAGrantForEach()
    {
        var headers = new HeaderDictionary { ["X-Amz-Grant-Read"] = "id=\"a\", emailAddress=\"b@c\"", ["x-amz-grant-full-control"] = "uri=http://g" };

        Assert.Null(GrantHeaders.TryParse(headers, out var grants));
        Assert.Equal(
            [
                new RequestedGrant(GranteeForm.Id, "a", AclPermission.Read),
                new RequestedGrant(GranteeForm.EmailAddress, "b@c", AclPermission.Read),
                new RequestedGrant(GranteeForm.Uri, "http://g", AclPermission.FullControl),
            ],
            grants);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("=a")]
    [InlineData("id=")]
    [InlineData("name=a")]
    public void TryParse_WhatIsNoGrantee_IsRefused(string value) => Assert.NotNull(GrantHeaders.TryParse(new HeaderDictionary { ["x-amz-grant-read"] = value }, out _));

    [Fact]
    public void TryParse_TooMany_IsRefused()
    {
        var value = string.Join(",", Enumerable.Range(0, AccessControlList.GrantsMax + 1).Select(number => $"id={number}"));

        Assert.NotNull(GrantHeaders.TryParse(new HeaderDictionary { ["x-amz-grant-read"] = value }, out _));
    }
}
