using System.Net.Sockets;

namespace Mlx4.Benchmarks.Card;

/// <summary>The same round trip between two threads, with messages as long, and nobody who looks at them: what the sockets take alone.</summary>
internal sealed class RoundTrips : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;
    private readonly Socket _client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _server;
    private readonly Thread _thread;
    private readonly byte[] _request;
    private readonly byte[] _reply;

    public RoundTrips(int requestLength, int replyLength)
    {
        _request = new byte[requestLength];
        _reply = new byte[replyLength];
        UnixDomainSocketEndPoint end = new(Path.Combine(_folder, "echo"));
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(end);
        listener.Listen();
        _client.Connect(end);
        _server = listener.Accept();
        _thread = new Thread(Serve);
        _thread.Start();
    }

    /// <summary>Sends and receives as many times as told.</summary>
    public void Run(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _client.Send(_request);
            Receive(_client, _reply);
        }
    }

    /// <summary>Receives as many bytes as there is room for.</summary>
    /// <returns>Whether they came before the connection ended.</returns>
    public static bool Receive(Socket socket, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int received = socket.Receive(bytes);
            if (received == 0)
            {
                return false;
            }
            bytes = bytes[received..];
        }
        return true;
    }

    public void Dispose()
    {
        _client.Dispose();
        _thread.Join();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Serve()
    {
        byte[] request = new byte[_request.Length];
        byte[] reply = new byte[_reply.Length];
        while (Receive(_server, request))
        {
            _server.Send(reply);
        }
    }
}
