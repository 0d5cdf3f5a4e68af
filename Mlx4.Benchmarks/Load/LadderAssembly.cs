using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis.Emit;
using Mlx4.Benchmarks.Load.Peers;
using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Load;

/// <summary>
/// All contenders for one shape, compiled. Each race loads the code anew: the runtime learns from what a method has done so far, and each outcome
/// is to be learned for itself.
/// </summary>
internal sealed class LadderAssembly
{
    private readonly byte[] _image;

    private LadderAssembly(IReadOnlyList<Peer> peers, byte[] image)
    {
        Peers = peers;
        _image = image;
    }

    /// <summary>All contenders in C#, in the order of the tables.</summary>
    public static IReadOnlyList<Peer> All { get; } =
        [GotoPeer.Peer, GeneratedPeer.Peer, NestedTryPeer.Peer, DelegateTablePeer.Peer, ActionStackPeer.Peer, GeneratedAsyncPeer.Peer, AsyncStackPeer.Peer];

    /// <summary>Those that are in the assembly.</summary>
    public IReadOnlyList<Peer> Peers { get; }

    /// <summary>Whether anything in it mentions the hooks of the generator or what they are told.</summary>
    public bool MentionsHooks
    {
        get
        {
            using PEReader file = new(new MemoryStream(_image));
            MetadataReader reader = file.GetMetadataReader();
            IEnumerable<StringHandle> names =
            [
                .. reader.MethodDefinitions.Select(handle => reader.GetMethodDefinition(handle).Name),
                .. reader.MemberReferences.Select(handle => reader.GetMemberReference(handle).Name),
                .. reader.TypeReferences.Select(handle => reader.GetTypeReference(handle).Name),
            ];
            return names.Select(reader.GetString).Any(name => name is "OnStageEvent" or "OnStageStarting" or "StageEvent" or "StageEventKind");
        }
    }

    /// <summary>Writes and compiles the contenders.</summary>
    public static LadderAssembly Compile(Shape shape)
    {
        Peer[] peers = [.. All.Where(peer => !shape.IsWatched || peer.CanBeWatched)];
        MemoryStream image = new();
        EmitResult result = Sources.WithGenerated(Sources.Compile(peers.Select(peer => LadderSource.Of(peer, shape)))).Emit(image);
        Sources.ThrowOnError(result.Diagnostics);
        return new LadderAssembly(peers, image.ToArray());
    }

    /// <summary>Loads the code, as if for the first time.</summary>
    /// <returns>A ladder for each contender that is asked for.</returns>
    public IEnumerable<Ladder> Load(IEnumerable<Peer> peers)
    {
        Assembly assembly = Assembly.Load(_image);
        return peers.Select(peer => new Ladder(peer, Activator.CreateInstance(assembly.GetType($"{LadderSource.Namespace}.{peer.Class}", throwOnError: true)!)!));
    }
}
