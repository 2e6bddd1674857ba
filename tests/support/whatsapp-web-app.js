// Of the simulated WhatsApp Web: the app itself. It is paired, syncs, shows what the simulator tells it and sends what it
// is made to; `window.require` hands out the modules that whatsapp-web.js looks for, and throws for all others.
(() => {
  const { Emitter, Model, Collection, MsgKey, createWid } = window.simulated;
  const VERSION = '2.3000.1027934701';
  const REFS_UNTIL_IDLE = 5;
  const SYNC_MS = 400;

  const Socket = new Model({ state: 'OPENING', hasSynced: false }, undefined);
  const Cmd = new Emitter();
  const Conn = new Model({ ref: undefined, platform: 'android' }, undefined);
  const Stream = new Model({ available: false }, undefined);
  const Msg = Object.assign(new Collection(), {
    getMessagesById: async (ids) => ({ messages: ids.map((id) => Msg.get(id)).filter(Boolean) }),
  });
  const Chat = new Collection();
  const lids = { toPhone: new Map(), toLid: new Map() };
  let me;
  let isReadyTold = true;

  // ── The way to the simulator ─────────────────────────────────────────────────────────────────────────────────────
  let socket;
  let calls = 0;
  const waiting = new Map();
  const tell = (kind, more = {}) => socket.send(JSON.stringify({ kind, ...more }));
  const ask = (kind, more = {}) =>
    new Promise((resolve, reject) => {
      calls += 1;
      waiting.set(calls, { resolve, reject });
      tell(kind, { call: calls, ...more });
    });

  const openSocket = async () => {
    const device = await storage('get');
    socket = new WebSocket('wss://web.whatsapp.com/ws/chat');
    socket.onopen = () => tell('hello', { device });
    socket.onmessage = ({ data }) => {
      const { kind, ...event } = JSON.parse(data);
      handlers[kind](event);
    };
    socket.onclose = () => {
      if (Socket.state === 'CONNECTED') Socket.set({ state: 'OPENING' });
      if (Socket.state !== 'CONFLICT') setTimeout(openSocket, 200);
    };
  };

  const handlers = {
    answer({ call, result, error }) {
      const { resolve, reject } = waiting.get(call);
      waiting.delete(call);
      if (error) reject(Object.assign(new Error(error), { status: 404 }));
      else resolve(result);
    },
    unpaired({ ref, count }) {
      Conn.set({ ref });
      Socket.set({ state: count >= REFS_UNTIL_IDLE ? 'UNPAIRED_IDLE' : 'UNPAIRED' });
    },
    async paired({ device }) {
      Socket.set({ state: 'PAIRING' });
      await storage('put', device);
      tell('hello', { device });
    },
    connected({ account, chats, tellsReady, isEarly }) {
      me = { phone: createWid(account.phone), lid: createWid(account.lid) };
      isReadyTold = tellsReady;
      for (const chat of chats) keepChat(chat);
      if (isEarly) Socket.set({ hasSynced: true });
      Socket.set({ state: 'CONNECTED' });
      setTimeout(() => isReadyTold && Socket.set({ hasSynced: true }), SYNC_MS);
    },
    message({ chat, message, isUntold }) {
      keepChat({ ...chat, messages: [] }).set({ t: message.t });
      keepMessage({ ...message, isNewMsg: !isUntold });
    },
    changed({ id, changes }) {
      Msg.get(id)?.set(changes);
    },
    conflict() {
      Socket.set({ state: 'CONFLICT' });
    },
    async loggedOut() {
      Cmd.trigger('logout');
      await storage('delete');
      location.href = '/?post_logout=1&logout_reason=0';
    },
    reload() {
      location.reload();
    },
    hang() {
      for (;;);
    },
  };

  // The device's key: what the real page keeps in its databases, and what logging out removes.
  const storage = (method, device) =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open('wawc', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('device');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('device', 'readwrite', { durability: 'strict' });
        const store = transaction.objectStore('device');
        const request = method === 'put' ? store.put(device, 'key') : store[method]('key');
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = () => reject(transaction.error);
      };
    });

  // ── Chats and messages ───────────────────────────────────────────────────────────────────────────────────────────
  const keepChat = ({ id, name, t, lid, phone, isGroup, messages }) => {
    if (lid && phone) {
      lids.toPhone.set(lid, createWid(phone));
      lids.toLid.set(phone, createWid(lid));
    }
    const chat = Chat.add({
      id: createWid(id),
      formattedTitle: name,
      t,
      unreadCount: 0,
      mute: { expiration: 0 },
      msgs: new Collection(),
      ...(isGroup && { groupMetadata: new Model({ participants: [] }, undefined) }),
    });
    for (const message of messages) keepMessage({ ...message, isNewMsg: false });
    return chat;
  };

  const keepMessage = (raw, isEarlier = false) => {
    const key = new MsgKey({ ...raw.id, to: raw.id.remote });
    const attributes = { ...raw, id: key, from: createWid(raw.from), to: createWid(raw.to) };
    const size = attributes.directPath && {
      mediaData: { mediaStage: attributes.mediaStage ?? 'RESOLVED' },
      // While the page fetches a file by itself it can't be asked for it.
      downloadMedia: async () => setTimeout(() => (Msg.get(key).mediaData.mediaStage = 'RESOLVED'), 500),
    };
    Chat.get(key.remote)?.msgs.add({ ...attributes, ...size }, isEarlier);
    return Msg.add({ ...attributes, ...size });
  };

  const addAndSendMsgToChat = (chat, message) => {
    const { id, from, to, mediaObject, mediaBlob, ...rest } = JSON.parse(JSON.stringify(message));
    const raw = { ...rest, id: { ...id, remote: id.remote._serialized }, from: String(message.from) };
    const kept = { ...raw, to: String(message.to), invis: false };
    const model = keepMessage({ ...kept, isNewMsg: true });
    chat.set({ t: message.t });
    const result = ask('send', { message: kept }).then(() => ({ messageSendResult: 'OK', t: model.t }));
    return [Promise.resolve(model), result];
  };

  const loadEarlierMsgs = async ({ chat }) => {
    const [oldest] = chat.msgs.getModelsArray();
    const { messages } = await ask('history', { chat: String(chat.id), before: oldest?.id.id });
    const kept = messages.toReversed().map((message) => keepMessage({ ...message, isNewMsg: false }, true));
    return kept.toReversed();
  };

  const findOrCreateLatestChat = async (wid) => {
    const there =
      Chat.get(wid) ?? Chat.get(lids.toLid.get(String(wid))) ?? Chat.get(lids.toPhone.get(String(wid)));
    if (there) return { chat: there };
    const found = await ask('exists', { id: String(wid) });
    if (!found) throw new Error('No LID for user');
    return { chat: keepChat({ ...found, messages: [] }) };
  };

  const queryWidExists = async (wid) => {
    const found = await ask('exists', { id: String(wid) });
    if (!found) return null;
    if (found.lid && found.phone) keepLid(found);
    return { wid: createWid(found.id) };
  };
  const keepLid = ({ lid, phone }) => {
    lids.toPhone.set(lid, createWid(phone));
    lids.toLid.set(phone, createWid(lid));
  };

  // ── Media ────────────────────────────────────────────────────────────────────────────────────────────────────────
  class OpaqueData {
    constructor(blob) {
      this.blob = blob;
    }
    static async createFromData(data) {
      return new OpaqueData(data instanceof OpaqueData ? data.blob : data);
    }
    url() {
      return 'blob:simulated';
    }
    autorelease() {}
    formData() {
      return this.blob;
    }
  }

  const prepared = new Map();
  const prepRawMedia = (opaque, { asDocument, isPtt }) => ({
    async waitForPrep() {
      const [family] = opaque.blob.type.split('/');
      const known = ['image', 'video', 'audio'].includes(family) ? family : 'document';
      const data = new Model(
        {
          type: asDocument ? 'document' : isPtt ? 'ptt' : known,
          mimetype: opaque.blob.type,
          filename: opaque.blob.name,
          filehash: await MsgKey.newId(),
          mediaBlob: opaque,
          preview: undefined,
        },
        undefined,
      );
      prepared.set(data.filehash, opaque.blob);
      return Object.assign(data, { toJSON: () => ({ ...data, mediaBlob: undefined, toJSON: undefined }) });
    },
  });

  const uploadMedia = async ({ mediaObject }) => {
    const data = await window.WWebJS.arrayBufferToBase64Async(await mediaObject.blob.arrayBuffer());
    const { directPath } = await ask('upload', { data });
    return { mediaEntry: { directPath, mediaKey: 'key', mmsUrl: directPath, encFilehash: directPath } };
  };

  const getOrCreateMediaObject = (filehash) => {
    const blob = prepared.get(filehash);
    return { filehash, blob, size: blob.size, contentInfo: {}, consolidate: () => undefined };
  };

  const downloadAndMaybeDecrypt = async ({ directPath }) => {
    const { data } = await ask('download', { directPath });
    return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)).buffer;
  };

  // ── What whatsapp-web.js requires ────────────────────────────────────────────────────────────────────────────────
  const modules = {
    WAWebSocketModel: {
      Socket: Object.assign(Socket, {
        logout: () => ask('logout'),
        reconnect: () => socket.close(),
        takeover: () => tell('takeover'),
      }),
    },
    WAWebCmd: { Cmd: Object.assign(Cmd, { refreshQR: () => tell('refresh') }) },
    WAWebConnModel: {
      Conn: Object.assign(Conn, { serialize: () => ({ pushname: 'Shop', platform: Conn.platform }) }),
    },
    WAWebStreamModel: {
      Stream: Object.assign(Stream, {
        markAvailable: () => Stream.set({ available: true }),
        markUnavailable: () => Stream.set({ available: false }),
      }),
    },
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
    WAWebAltDeviceLinkingApi: {},
    WABase64: { encodeB64: (bytes) => btoa(String.fromCharCode(...bytes)) },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: 'CHROME' },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new Uint8Array(32) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new Uint8Array(32) } }),
      },
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => 'simulated' },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: () => me?.phone, getMaybeMeLidUser: () => me?.lid },
    WAWebCollections: { Msg, Chat },
    WAWebSyncGatingUtils: {},
    WAWebCallCollection: undefined,
    WALinkify: { findLinks: () => [], findLink: () => undefined },
    WAWebWidFactory: { createWid, createWidFromWidLike: createWid, asUserWidOrThrow: createWid },
    WAWebMsgKey: MsgKey,
    WAWebChatGetters: {
      getIsNewsletter: ({ id }) => id.server === 'newsletter',
      getIsBroadcast: ({ id }) => id.server === 'broadcast',
    },
    WAWebFindChatAction: { findOrCreateLatestChat },
    WAWebChatLoadMessages: { loadEarlierMsgs },
    WAWebUpdateUnreadChatAction: { sendSeen: async ({ chat }) => tell('seen', { chat: String(chat.id) }) },
    WAWebChatStateBridge: {
      sendChatStateComposing: async (wid) => tell('typing', { chat: String(wid) }),
      sendChatStatePaused: async (wid) => tell('paused', { chat: String(wid) }),
    },
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebSendMsgChatAction: { addAndSendMsgToChat },
    WAWebQueryExistsJob: { queryWidExists },
    WAWebApiContact: {
      getCurrentLid: (wid) => lids.toLid.get(String(wid)),
      getPhoneNumber: (wid) => lids.toPhone.get(String(wid)),
    },
    WAWebMediaOpaqueData: OpaqueData,
    WAWebPrepRawMedia: { prepRawMedia },
    WAWebMediaStorage: { getOrCreateMediaObject },
    WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => false },
    WAWebMediaMmsV4Upload: { uploadMedia },
    WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt } },
  };

  window.require = (name) => {
    if (!(name in modules)) throw new Error(`Requiring unknown module "${name}"`);
    return modules[name];
  };
  openSocket();
  window.Debug = { VERSION };
})();
