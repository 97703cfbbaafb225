<?php
// The part of Kaltura's PHP client that the sample uses. It is in no registry that every machine reaches.

class KalturaSessionType
{
    const USER = 0;
    const ADMIN = 2;
}

class KalturaConfiguration
{
    public $serviceUrl;
}

class KalturaSessionService
{
    public function __construct(private KalturaClient $client)
    {
    }

    public function start($secret, $userId = '', $type = 0, $partnerId = null, $expiry = 86400, $privileges = null)
    {
        $body = http_build_query(compact('secret', 'userId', 'type', 'partnerId', 'expiry', 'privileges') + ['format' => 3]);
        $context = stream_context_create(['http' => [
            'method' => 'POST', 'header' => 'Content-Type: application/x-www-form-urlencoded', 'content' => $body,
        ]]);
        $url = $this->client->config->serviceUrl . '/api_v3/service/session/action/start';
        return unserialize(file_get_contents($url, false, $context), ['allowed_classes' => false]);
    }
}

class KalturaClient
{
    public $session;
    private $ks;

    public function __construct(public KalturaConfiguration $config)
    {
        $this->session = new KalturaSessionService($this);
    }

    public function setKs($ks)
    {
        $this->ks = $ks;
    }
}
