using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ObjectStore.LoadTest.Engine;

/// <summary>One keep-alive connection with one request under way. Not thread-safe.</summary>
internal sealed unsafe class LoadConnection : IDisposable
{
    private const int HeadBytesMax = 16 * 1024;
    private const int SkipBytesMax = 4 * 1024 * 1024;
    private const long SendBytesMax = 16 * 1024 * 1024;

    private readonly RequestPlan _plan;
    private readonly byte* _received = (byte*)NativeMemory.Alloc(HeadBytesMax);
    private Socket? _socket;
    private int _descriptor;
    private int _request;
    private long _sent;
    private int _headBytes;
    private ResponseHead _head;
    private bool _hasHead;
    private long _bodyLeft;
    private long _started;

    public LoadConnection(RequestPlan plan) => _plan = plan;

    /// <summary>What became of the request.</summary>
    public enum Progress
    {
        /// <summary>Waits for the socket.</summary>
        Waiting,

        /// <summary>The whole answer is here.</summary>
        Finished,

        /// <summary>The connection broke.</summary>
        Broken,
    }

    /// <summary>Status of the finished answer.</summary>
    public int Status => _head.Status;

    /// <summary>Time from the first byte sent to the last received, in microseconds.</summary>
    public int LatencyUs => (int)Math.Min(int.MaxValue, Stopwatch.GetElapsedTime(_started).TotalMicroseconds);

    /// <summary>Whether the connection must be opened anew before the next request.</summary>
    public bool MustReconnect => _head.MustClose || _sent < RequestLength;

    private long RequestLength => _plan.Head(_request).Length + _plan.BodyLength;

    /// <summary>Connects, closing what was there.</summary>
    public void Connect(IPEndPoint endpoint, EpollSet set, int token)
    {
        _socket?.Dispose();
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(endpoint);
        _socket.Blocking = false;
        _descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        set.Add(_descriptor, token);
    }

    /// <summary>Takes the next request of the plan.</summary>
    public void Begin()
    {
        _request = _plan.Next();
        _sent = 0;
        _headBytes = 0;
        _hasHead = false;
        _head = default;
        _started = Stopwatch.GetTimestamp();
    }

    /// <summary>Sends and receives as much as the socket takes.</summary>
    public Progress Advance()
    {
        if (!Send())
            return Progress.Broken;
        return Receive();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        NativeMemory.Free(_received);
    }

    private static bool WouldBlock => Marshal.GetLastPInvokeError() is NativeMethods.ErrorAgain or NativeMethods.ErrorInterrupted;

    private bool Send()
    {
        var segments = stackalloc NativeMethods.Segment[2];
        var headLength = _plan.Head(_request).Length;
        while (_sent < RequestLength)
        {
            var count = 0;
            if (_sent < headLength)
                segments[count++] = new() { Address = _plan.HeadAddress(_request) + _sent, Length = (nint)(headLength - _sent) };
            var bodySent = Math.Max(0, _sent - headLength);
            var offset = bodySent % _plan.BodyBufferLength;
            var length = Math.Min(SendBytesMax, Math.Min(_plan.BodyBufferLength - offset, _plan.BodyLength - bodySent));
            if (length > 0)
                segments[count++] = new() { Address = _plan.Body + offset, Length = (nint)length };
            var message = new NativeMethods.MessageHeader { Segments = segments, SegmentCount = count };
            var written = NativeMethods.SendMessage(_descriptor, &message, NativeMethods.MessageNoSignal);
            if (written < 0)
                return WouldBlock;
            _sent += written;
        }
        return true;
    }

    private Progress Receive()
    {
        while (true)
        {
            var count = _hasHead
                ? NativeMethods.Receive(_descriptor, _received, (nint)Math.Min(_bodyLeft, SkipBytesMax), NativeMethods.MessageTruncate)
                : NativeMethods.Receive(_descriptor, _received + _headBytes, HeadBytesMax - _headBytes, 0);
            if (count <= 0)
                return count < 0 && WouldBlock ? Progress.Waiting : Progress.Broken;
            if (_hasHead)
                _bodyLeft -= count;
            else
                ReadHead((int)count);
            if (_hasHead && _bodyLeft <= 0)
                return Progress.Finished;
        }
    }

    private void ReadHead(int count)
    {
        _headBytes += count;
        if (!ResponseHead.TryParse(new ReadOnlySpan<byte>(_received, _headBytes), out _head))
            return;
        _hasHead = true;
        _bodyLeft = _plan.AnswersHaveNoBody ? 0 : _head.BodyBytes - (_headBytes - _head.HeadBytes);
    }
}
