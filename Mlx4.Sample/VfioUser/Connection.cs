using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Mlx4.Runtime;

namespace Mlx4.Sample.VfioUser;

/// <summary>Cuts the stream of a client into messages, and sends replies.</summary>
internal sealed class Connection(Socket socket) : IDisposable
{
    private readonly byte[] _request = new byte[MessageHeader.Length + Protocol.MaxBody];
    private readonly byte[] _reply = new byte[MessageHeader.Length + Protocol.MaxBody];
    private MessageHeader _header;
    private int _replyBody;

    /// <summary>What the message asks for.</summary>
    public MessageCommand Command => _header.Command;

    /// <summary>Whether the client waits for a reply.</summary>
    public bool WantsReply => (_header.Flags & MessageHeader.NoReply) == 0;

    /// <summary>The message without its header.</summary>
    public ReadOnlySpan<byte> Body => _request.AsSpan(MessageHeader.Length, (int)_header.Size - MessageHeader.Length);

    /// <summary>The descriptors that came with the message. Those that nobody takes are closed before the next message.</summary>
    public Descriptors Descriptors { get; } = new();

    /// <summary>Receives the next message.</summary>
    /// <param name="patience">How long it may take until all of it is there.</param>
    /// <returns>Whether there is one; if not, the client has closed the connection between two messages.</returns>
    /// <exception cref="DroppedException">The stream has no proper message there.</exception>
    public bool Receive(TimeSpan patience)
    {
        Descriptors.Close();
        _replyBody = 0;
        long start = Stopwatch.GetTimestamp();
        int received = Fill(_request.AsSpan(0, MessageHeader.Length), start, patience);
        if (received == 0)
        {
            return false;
        }
        if (received < MessageHeader.Length)
        {
            throw new DroppedException($"the connection ended within a header, after {received} of {MessageHeader.Length} bytes");
        }
        _header = MessageHeader.Read(_request);
        if (_header.Size is < MessageHeader.Length or > MessageHeader.Length + Protocol.MaxBody)
        {
            throw new DroppedException($"a message of {_header.Size} bytes: {MessageHeader.Length} to {MessageHeader.Length + Protocol.MaxBody} are possible");
        }
        if ((_header.Flags & MessageHeader.TypeMask) != 0)
        {
            throw new DroppedException($"a message of type {_header.Flags & MessageHeader.TypeMask}: this server asks nothing, so it takes requests only");
        }
        int body = (int)_header.Size - MessageHeader.Length;
        received = Fill(_request.AsSpan(MessageHeader.Length, body), start, patience);
        return received == body ? true : throw new DroppedException($"the connection ended within a message, after {received} of {body} bytes of its body");
    }

    /// <summary>Begins a reply.</summary>
    /// <param name="length">The length of its body.</param>
    /// <returns>The body, zeroed.</returns>
    public Span<byte> Reply(int length)
    {
        _replyBody = length;
        Span<byte> body = _reply.AsSpan(MessageHeader.Length, length);
        body.Clear();
        return body;
    }

    /// <summary>Sends the reply that was begun; without its body if there is an error.</summary>
    /// <exception cref="DroppedException">The client is gone.</exception>
    public void Send(Errno error)
    {
        int length = MessageHeader.Length + (error == Errno.Ok ? _replyBody : 0);
        uint flags = MessageHeader.Reply | (error == Errno.Ok ? 0 : MessageHeader.HasError);
        new MessageHeader(_header.Id, _header.Command, (uint)length, flags, (uint)error).Write(_reply);
        try
        {
            for (int sent = 0; sent < length;)
            {
                sent += socket.Send(_reply.AsSpan(sent, length - sent));
            }
        }
        catch (SocketException exception)
        {
            throw new DroppedException("the connection ended before a reply was sent", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Descriptors.Dispose();
        socket.Dispose();
    }

    /// <summary>Receives until the buffer is full or the stream ends.</summary>
    /// <returns>How many bytes came.</returns>
    private int Fill(Span<byte> buffer, long start, TimeSpan patience)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            if (patience != Timeout.InfiniteTimeSpan && !Wait(patience - Stopwatch.GetElapsedTime(start)))
            {
                throw new DroppedException(string.Create(CultureInfo.InvariantCulture, $"no message in {patience.TotalSeconds:0.###} s"));
            }
            int received = Native.Receive(socket.SafeHandle, buffer[filled..], Descriptors, out bool truncated);
            if (truncated || Descriptors.Count > Protocol.MaxDescriptors)
            {
                throw new DroppedException($"more than {Protocol.MaxDescriptors} descriptors in a message");
            }
            if (received <= 0)
            {
                // A connection that is reset has ended as well.
                break;
            }
            filled += received;
        }
        return filled;
    }

    private bool Wait(TimeSpan time) => time > TimeSpan.Zero && socket.Poll(time, SelectMode.SelectRead);
}
