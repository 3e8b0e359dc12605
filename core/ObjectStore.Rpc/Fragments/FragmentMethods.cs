using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments.Messages;

namespace ObjectStore.Rpc.Fragments;

/// <summary>The methods of <c>objectstore.fragments.v1.Fragments</c>.</summary>
internal static class FragmentMethods
{
    public const string ServiceName = "objectstore.fragments.v1.Fragments";

    public static readonly Method<PayloadMessage<PutHeader>, PutReply> Put = new(
        MethodType.DuplexStreaming, ServiceName, nameof(Put), PayloadMarshaller.Of(PutHeader.Parser), Marshallers.Of(PutReply.Parser));

    public static readonly Method<GetRequest, PayloadMessage<GetHeader>> Get = new(
        MethodType.ServerStreaming, ServiceName, nameof(Get), Marshallers.Of(GetRequest.Parser), PayloadMarshaller.Of(GetHeader.Parser));

    public static readonly Method<GetRequest, PayloadMessage<GetHeader>> GetMany = new(
        MethodType.DuplexStreaming, ServiceName, nameof(GetMany), Marshallers.Of(GetRequest.Parser), PayloadMarshaller.Of(GetHeader.Parser));

    public static readonly Method<DeleteRequest, DeleteReply> Delete = Unary(nameof(Delete), DeleteRequest.Parser, DeleteReply.Parser);

    public static readonly Method<DescribeFragmentRequest, DescribeFragmentReply> DescribeFragment =
        Unary(nameof(DescribeFragment), DescribeFragmentRequest.Parser, DescribeFragmentReply.Parser);

    public static readonly Method<ListRequest, ListReply> List = Unary(nameof(List), ListRequest.Parser, ListReply.Parser);

    public static readonly Method<VerifyRequest, VerifyReply> Verify = Unary(nameof(Verify), VerifyRequest.Parser, VerifyReply.Parser);

    public static readonly Method<DescribeRequest, DescribeReply> Describe = Unary(nameof(Describe), DescribeRequest.Parser, DescribeReply.Parser);

    private static Method<TRequest, TResponse> Unary<TRequest, TResponse>(
        string name, Google.Protobuf.MessageParser<TRequest> requests, Google.Protobuf.MessageParser<TResponse> responses)
        where TRequest : Google.Protobuf.IMessage<TRequest>
        where TResponse : Google.Protobuf.IMessage<TResponse> =>
        new(MethodType.Unary, ServiceName, name, Marshallers.Of(requests), Marshallers.Of(responses));
}
